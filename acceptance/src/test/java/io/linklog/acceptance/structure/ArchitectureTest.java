package io.linklog.acceptance.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules for modules and packages. CONTRIBUTING.md explains them. */
final class ArchitectureTest {

    /** A reader can keep this many names of one subject in view. */
    private static final int MOST_CLASSES = 30;

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .importPaths(Arrays.stream(Module.values()).map(Module::classes).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aModuleUsesOnlyTheModulesBelowIt(Module module) {
        assertThat(module.classes()).isDirectory();
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(module.forbidden())
                .check(classes);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.linklog.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theDomainUsesNeitherKafkaNorAvroNorHttp() {
        noClasses()
                .that()
                .resideInAPackage("io.linklog.topology.domain..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..",
                        "org.jspecify..",
                        "io.linklog.topology.domain..",
                        "io.linklog.schemas.names..",
                        "io.linklog.schemas.rules..")
                .check(classes);
    }

    /** Prometheus shows the description as HELP. */
    @Test
    void everyMeterHasADescription() {
        for (JavaClass each : classes) {
            List<JavaMethodCall> builders = calls(each, "builder");
            // short forms such as registry.counter(name) have no description
            assertThat(calls(each, "counter", "gauge", "timer", "summary", "more"))
                    .as("meters without a builder")
                    .noneMatch(call -> call.getTargetOwner().isAssignableTo(MeterRegistry.class)
                            || call.getTargetOwner().isAssignableTo(MeterRegistry.More.class));
            assertThat(calls(each, "description").size())
                    .as("descriptions of the meters of %s", each.getName())
                    .isEqualTo(builders.size());
        }
    }

    private static List<JavaMethodCall> calls(JavaClass from, String... names) {
        return from.getMethodCallsFromSelf().stream()
                .filter(call -> call.getTargetOwner().getPackageName().equals(MeterRegistry.class.getPackageName())
                        && List.of(names).contains(call.getName()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aClassLiesInAPackageOfItsOwnModule(Module module) {
        Path root = Path.of(module.root().replace('.', '/'));

        assertThat(sources(module)).isNotEmpty().allMatch(source -> source.startsWith(root));
    }

    @ParameterizedTest
    @EnumSource
    void aPackageHasAtMostThirtyClasses(Module module) {
        Map<Path, Long> sizes = sources(module).stream().collect(groupingBy(Path::getParent, TreeMap::new, counting()));

        assertThat(sizes.values()).as("classes a package: %s", sizes).allMatch(size -> size <= MOST_CLASSES);
    }

    @ParameterizedTest
    @EnumSource
    void aPackageSaysWhatItIsFor(Module module) {
        assertThat(sources(module).stream().map(Path::getParent).distinct())
                .allSatisfy(
                        folder -> assertThat(module.sources().resolve(folder).resolve("package-info.java"))
                                .content()
                                .startsWith("/**")
                                .contains("NullMarked"));
    }

    /** The source files of a module's top-level classes, relative to its source folder. */
    private static List<Path> sources(Module module) {
        try (Stream<Path> files = Files.walk(module.sources())) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .map(file -> module.sources().relativize(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
