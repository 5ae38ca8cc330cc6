package dev.understudy.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.zone.ZoneId;
import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    void knowsTheThreeSortsOfCaller() {
        assertThat(Caller.named("agent-zone-b")).isEqualTo(new Caller.Agent(new ZoneId("zone-b")));
        assertThat(Caller.named("person-ada")).isEqualTo(new Caller.Reader("person-ada"));
        assertThat(Caller.named("reconciler")).isEqualTo(new Caller.Reader("reconciler"));
        assertThat(Caller.named("provider")).isEqualTo(new Caller.Stranger("provider"));
    }

    @Test
    void aNameThatOnlyBeginsLikeOneIsAStrangers() {
        assertThat(Caller.named("agent-")).isEqualTo(new Caller.Stranger("agent-"));
        assertThat(Caller.named("agent-Zone_B")).isEqualTo(new Caller.Stranger("agent-Zone_B"));
        assertThat(Caller.named("person-")).isEqualTo(new Caller.Stranger("person-"));
        assertThat(Caller.named("reconciler2")).isEqualTo(new Caller.Stranger("reconciler2"));
    }
}
