package dev.understudy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code understudy doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Check what the product needs and how it is doing; say what to do about each fault.",
        exitCodeList = {"0:nothing is wrong", "1:something is"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final LedgerOptions ledger = new LedgerOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Finding> findings = Checkup.everything(ledger, Path.of(""));
        var table = new Table("", "CHECK", "FOUND");
        findings.forEach(finding -> table.row(finding.mark(), finding.check(), finding.found()));
        table.print(spec.commandLine().getOut());
        return findings.stream().anyMatch(Finding::isFault) ? 1 : 0;
    }
}
