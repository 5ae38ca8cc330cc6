package dev.understudy.reconciler;

import static dev.understudy.reconciler.Recorded.NOON;
import static dev.understudy.reconciler.Recorded.SHOP;
import static dev.understudy.reconciler.Recorded.revision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.weights.Application;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.LedgerRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final ServiceId CART = new ServiceId("cart");
    private final Agenda agenda = new Agenda();

    private void revised(ServiceId service, long number) {
        agenda.take(List.of(new LedgerRecord.Revised(number, revision(service, number, 100))), NOON);
    }

    private void applied(ServiceId service, long number) {
        agenda.take(List.of(new LedgerRecord.AppliedTo(99, new Application(number, service, 1, NOON, NOON))), NOON);
    }

    private void inForce(ServiceId service, long revision) {
        var assignments = new TreeMap<ServiceId, StackState.Assignment>();
        assignments.put(service, new StackState.Assignment("urn", revision));
        agenda.state(new StackState(assignments));
    }

    @Test
    void theNewestRevisionWinsInWhicheverOrderTheyCome() {
        revised(SHOP, 3);
        revised(SHOP, 5);
        revised(SHOP, 4);
        revised(CART, 2);

        assertThat(agenda.due()).extracting(Agenda.Head::number).containsExactly(2L, 5L);
    }

    @Test
    void whatTheStateHasInForceIsNotDue() {
        revised(SHOP, 5);
        inForce(SHOP, 5);
        assertThat(agenda.due()).isEmpty();

        revised(SHOP, 6);
        assertThat(agenda.due()).hasSize(1);
    }

    @Test
    void whatAnotherReconcilerAppliedIsNotDue() {
        revised(SHOP, 5);
        applied(SHOP, 5);

        assertThat(agenda.due()).isEmpty();
        assertThat(agenda.unrecorded()).isEmpty();
    }

    @Test
    void theStateIsRightEvenAgainstTheLedgersWord() {
        revised(SHOP, 5);
        applied(SHOP, 5);
        inForce(SHOP, 4); // a person restored an older state

        assertThat(agenda.due()).hasSize(1);
    }

    @Test
    void aRevisionTheStackDeclinesIsNotTriedAgainButTheNextIs() {
        revised(SHOP, 5);
        agenda.updated(agenda.due().getFirst(), 0);
        assertThat(agenda.due()).isEmpty();

        revised(SHOP, 6);
        assertThat(agenda.due()).hasSize(1);
    }

    @Test
    void anUpdateThatANewerRevisionOvertookHasBroughtThatOneWhereItIsKnown() {
        revised(SHOP, 5);
        var tried = agenda.due().getFirst();
        revised(SHOP, 7);

        assertThat(agenda.reached(tried, 5)).isEqualTo(tried);
        assertThat(agenda.reached(tried, 7).number()).isEqualTo(7);
        // Sizes of one that is not known here cannot be judged: it stays due until it is.
        assertThat(agenda.reached(tried, 8)).isEqualTo(tried);
    }

    @Test
    void whatWasAppliedButNotRecordedIsKnownAfterARestart() {
        revised(SHOP, 4);
        applied(SHOP, 4);
        revised(SHOP, 5);
        inForce(SHOP, 5);

        assertThat(agenda.unrecorded()).containsExactly(java.util.Map.entry(SHOP, 5L));
    }

    @Test
    void whoWaitsIsWokenByARevisionAndByTheEnd() throws Exception {
        var clock = InstantSource.system();
        var far = clock.instant().plus(Duration.ofMinutes(10));
        var woken = CompletableFuture.supplyAsync(() -> await(clock, far));
        revised(SHOP, 1);
        assertThat(woken.get()).isTrue();

        inForce(SHOP, 1);
        var ended = CompletableFuture.supplyAsync(() -> await(clock, far));
        agenda.close();
        assertThat(ended.get()).isFalse();
    }

    private boolean await(InstantSource clock, java.time.Instant until) {
        try {
            return agenda.awaitDue(clock, java.time.Instant.MIN, until);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsDueIsLeftLyingUntilItMayBeTriedAgain() throws Exception {
        revised(SHOP, 1);
        var clock = InstantSource.system();
        var notBefore = clock.instant().plus(Duration.ofMillis(30));

        assertThat(agenda.awaitDue(clock, notBefore, clock.instant())).isTrue();
        assertThat(clock.instant()).isAfterOrEqualTo(notBefore);
    }
}
