package io.linklog.cli;

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
    void people_may_separate_tags_as_they_like() {
        assertThat(TagCell.split("a; b|c ;;")).containsExactly("a", "b", "c");
        assertThat(TagCell.split("")).isEmpty();
    }

    @Property
    void what_was_joined_is_split_into_the_same_tags(
            @ForAll List<@AlphaChars @Chars({';', '|', '\\', ','}) @StringLength(min = 1, max = 5) String> tags) {
        assertThat(TagCell.split(TagCell.join(tags))).isEqualTo(tags);
    }
}
