package dev.understudy.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written stays true: links lead somewhere, packages say what they own, nothing is promised in a comment. */
final class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern PROMISE = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    @Test
    void linksInTheDocsLeadSomewhere() {
        var broken = new ArrayList<String>();
        for (Path file : House.files(".md")) {
            var matcher = LINK.matcher(House.text(file));
            while (matcher.find()) {
                String target = matcher.group(1);
                if (!target.contains("://")
                        && !target.startsWith("mailto:")
                        && !Files.exists(file.resolveSibling(target))) {
                    broken.add(House.ROOT.relativize(file) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItOwns() {
        var silent = new TreeSet<String>();
        for (Path file : House.files(".java")) {
            Path relative = House.ROOT.relativize(file);
            boolean main = relative.toString().contains("src/main/java")
                    && !relative.startsWith("stacks/programs")
                    && !relative.startsWith("examples");
            if (main && !file.endsWith("module-info.java") && !Files.exists(file.resolveSibling("package-info.java"))) {
                silent.add(relative.getParent().toString());
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void nothingIsPromisedInAComment() {
        var promises = House.files(".java").stream()
                .filter(file -> PROMISE.matcher(House.text(file)).find())
                .toList();
        assertThat(promises).isEmpty();
    }

    @Test
    void decisionsAreNumberedWithoutGaps() {
        var numbers = House.files(".md").stream()
                .filter(file -> file.getParent().endsWith(Path.of("docs", "decisions")))
                .map(file -> Integer.parseInt(file.getFileName().toString().substring(0, 4)))
                .sorted()
                .toList();
        assertThat(numbers).isNotEmpty();
        for (int index = 0; index < numbers.size(); index++) {
            assertThat(numbers.get(index))
                    .as("decision records count from 0000")
                    .isEqualTo(index);
        }
    }
}
