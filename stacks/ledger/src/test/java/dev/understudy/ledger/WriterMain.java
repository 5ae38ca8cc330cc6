package dev.understudy.ledger;

import dev.understudy.core.Chance;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.ledger.WeightsLedger.Append;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A process of its own that appends to a ledger and says on a line of its own what was acknowledged. */
final class WriterMain {
    private WriterMain() {}

    /** Arguments: file, seed, how many appends to try, probability that a write stops half way with the process. */
    public static void main(String[] arguments) {
        var chance = new Chance(Long.parseLong(arguments[1]));
        double deadly = Double.parseDouble(arguments[3]);
        Disk disk = (channel, bytes, at) -> {
            if (chance.happens(deadly)) {
                channel.write(ByteBuffer.wrap(bytes.array(), 0, chance.between(0, bytes.remaining())), at);
                Runtime.getRuntime().halt(9);
            }
            Disk.REAL.write(channel, bytes, at);
        };
        var ledger = FileLedger.open(Path.of(arguments[0]), Optional.of(Samples.STACK), InstantSource.system(), disk);
        System.out.println("ready");
        for (int attempt = 0; attempt < Integer.parseInt(arguments[2]); attempt++) {
            System.out.println(race(ledger, chance));
        }
    }

    /** One append to a random service on the head as it is now: {@code won SERVICE EXPECTED NUMBER} or {@code lost}. */
    static String race(WeightsLedger ledger, Chance chance) {
        var service = new ServiceId("service-" + chance.between(1, 3));
        long expected = ledger.head(service).map(head -> head.number()).orElse(0L);
        return switch (ledger.append(Samples.byPerson(service, chance.between(0, 10_000)), expected)) {
            case Append.Appended won ->
                "won " + service + " " + expected + " " + won.revision().number();
            case Append.Superseded _ -> "lost";
            case Append.Fenced _, Append.Forbidden _ -> throw new IllegalStateException("a person is never held");
        };
    }
}
