package dev.understudy.tidy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.understudy.core.control.Controller;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The core is pure, seen in its bytecode: {@code module-info} keeps libraries out, this keeps the JDK's impurities out. */
final class PurityTest {
    private static final Set<String> CLOCKS =
            Set.of("now", "currentTimeMillis", "nanoTime", "systemUTC", "systemDefaultZone", "tick", "system");

    private static JavaClasses core() {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("test-classes"))
                .importPackages("dev.understudy.core");
    }

    @Test
    void theImportSeesTheCore() {
        assertThat(core().contain(Controller.class)).isTrue();
        assertThat(core().size()).isGreaterThan(30);
    }

    @Test
    void coreReadsNoClock() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "a clock is read",
                        (JavaAccess<?> access) -> CLOCKS.contains(
                                        access.getTarget().getName())
                                && (access.getTargetOwner().getName().startsWith("java.time.")
                                        || access.getTargetOwner().getName().equals("java.lang.System"))))
                .check(core());
    }

    @Test
    void coreHasNoChanceNoThreadsNoInputOrOutputAndNoLog() {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe("impure", type -> {
                    String name = type.getName();
                    return name.startsWith("java.io.")
                            || name.startsWith("java.nio.file")
                            || name.startsWith("java.nio.channels")
                            || name.startsWith("java.net.")
                            || name.startsWith("java.util.concurrent.")
                            || name.startsWith("java.util.logging.")
                            || name.startsWith("java.lang.foreign.")
                            || name.equals("java.lang.System")
                            || name.equals("java.lang.Thread")
                            || name.equals("java.util.Random")
                            || name.startsWith("java.util.random.")
                            || name.equals("java.util.UUID");
                }))
                .check(core());
    }

    @Test
    void packagesOfTheCoreFormNoCircle() {
        SlicesRuleDefinition.slices()
                .matching("dev.understudy.core.(*)..")
                .should()
                .beFreeOfCycles()
                .check(core());
    }
}
