package io.linklog.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A test over the whole system, which it is given as a constructor parameter {@link Linklog}. All such tests of a JVM share one,
 * which is started before the first of them and ended with the JVM.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WholeSystem.Shared.class)
@interface WholeSystem {

    /** Hands out the one Linklog. */
    final class Shared implements ParameterResolver {
        // static, since nothing of JUnit's lasts as long: where two JVMs take the tests in turn, each class is a run of
        // its own
        private static @Nullable Linklog linklog;

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Linklog.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return started();
        }

        private static synchronized Linklog started() {
            Linklog started = linklog;
            if (started == null) {
                started = Linklog.start();
                linklog = started;
            }
            return started;
        }
    }
}
