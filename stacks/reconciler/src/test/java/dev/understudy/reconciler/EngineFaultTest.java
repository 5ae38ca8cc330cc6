package dev.understudy.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EngineFaultTest {
    static final String LOCKED = """
            error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.
              file:///srv/state/.pulumi/locks/organization/tiny/dev/f8e215b9.json?no_tmp_dir=true: created by root@vm (pid 24285) at 2026-11-22T22:13:54Z""";

    @Test
    void aLockIsNoFault() {
        assertThat(EngineFault.isLock(LOCKED)).isTrue();
        assertThat(EngineFault.isLock("error: [409] Conflict: Another update is currently in progress."))
                .isTrue();
        assertThat(EngineFault.isLock("error: incorrect passphrase")).isFalse();
        assertThat(EngineFault.lockHolder(LOCKED)).isEqualTo("root@vm (pid 24285) at 2026-11-22T22:13:54Z");
        assertThat(EngineFault.lockHolder("error: [409] Conflict")).isEqualTo("another update");
    }

    @Test
    void theUsualFaultsSayWhatToDo() {
        assertThat(explain("error: getting stack configuration: get stack secrets manager: incorrect passphrase"))
                .contains("PULUMI_CONFIG_PASSPHRASE")
                .contains("is wrong or not set");
        assertThat(explain("error: no stack named 'nope' found"))
                .startsWith("there is no stack \"nope\" in this backend")
                .contains("pulumi stack init");
        assertThat(explain("error: no Pulumi.yaml project file found (searching upwards from /x)"))
                .startsWith("there is no Pulumi.yaml");
    }

    @Test
    void anyOtherFaultIsQuotedOnOneLine() {
        assertThat(explain("error: the \u001b[31mdisk\u001b[0m\n   is full\n")).isEqualTo("the disk is full");
        assertThat(explain("")).isEqualTo("the engine gave no reason");
        assertThat(explain("error: " + "x".repeat(1000))).hasSizeLessThan(410).endsWith("…");
    }

    private static String explain(String printed) {
        return EngineFault.explain(printed, List.of());
    }
}
