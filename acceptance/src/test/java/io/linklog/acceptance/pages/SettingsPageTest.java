package io.linklog.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of settings says what the code says. */
final class SettingsPageTest {

    private static final String WRITE = "linklog.docs.write";
    private static final String COMMAND = "./mvnw -q -Dfast -pl acceptance -am test -Dtest=SettingsPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE;

    @Test
    void thePageListsTheSettingsThatTheServicesRead() throws IOException {
        Path page = Sources.root().resolve("docs/settings.md");
        String current = SettingsPage.render(COMMAND);
        if (System.getProperty(WRITE) != null) {
            Files.writeString(page, current);
        }
        assertThat(page)
                .as("docs/settings.md is out of date. Write it again with%n  %s%n", COMMAND)
                .hasContent(current);
    }
}
