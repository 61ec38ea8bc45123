package io.linklog.cli.linkfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TagCellTest {

    @Test
    void peopleMaySeparateTagsAsTheyLike() {
        assertThat(TagCell.split("a; b|c ;;")).containsExactly("a", "b", "c");
        assertThat(TagCell.split("")).isEmpty();
    }

    @Property
    void whatWasJoinedIsSplitIntoTheSameTags(
            @ForAll
                    List<
                                    @AlphaChars @Chars({';', '|', '\\', ',', ' ', '\t', '\u00a0', '\u2003'})
                                    @StringLength(min = 1, max = 5) String>
                            tags) {
        tags.removeIf(String::isBlank); // no link has such a tag
        assertThat(TagCell.split(TagCell.join(tags))).isEqualTo(tags);
    }
}
