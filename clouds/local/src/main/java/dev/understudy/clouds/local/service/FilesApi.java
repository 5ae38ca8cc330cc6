package dev.understudy.clouds.local.service;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Small files over HTTP: {@code PUT /files/NAME} writes one, {@code GET /files/NAME} reads it, {@code GET /files/count}
 * counts them. A file is whole and on the disk before it is acknowledged; the same one given again writes nothing.
 */
final class FilesApi {
    static final String PATH = "/files";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final int LONGEST_BODY = 64 << 10;

    private final Path volume;
    private final String instance;
    private final AtomicLong fresh = new AtomicLong();

    /** @param volume leads to another tree after a cut-over: it is asked anew each time */
    FilesApi(Path volume, String instance) {
        this.volume = volume;
        this.instance = instance + "-" + ProcessHandle.current().pid();
    }

    Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.startsWith(PATH + "/") ? path.substring(PATH.length() + 1) : "";
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
        if (!NAME.matcher(name).matches()) {
            return Answer.text(
                    400,
                    "name of a file is \"" + name
                            + "\"; allowed: 1 to 64 letters, digits, hyphens and _, a letter or digit first");
        }
        try {
            return switch (exchange.getRequestMethod()) {
                case "PUT" -> put(name, body);
                case "GET" -> get(name);
                default -> Answer.text(405, "allowed: PUT /files/NAME, GET /files/NAME, GET /files/count");
            };
        } catch (IOException e) {
            return Answer.text(503, "the volume does not serve: " + e);
        }
    }

    private Answer put(String name, byte[] body) throws IOException {
        if (name.equals("count")) {
            return Answer.text(400, "name of a file is \"count\", which counts them; allowed: another one");
        }
        if (body.length > LONGEST_BODY) {
            return Answer.text(413, "the file is longer than " + LONGEST_BODY + " bytes");
        }
        Path file = volume.resolve(name);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), body)) {
            return Answer.text(200, "is there");
        }
        Path part = volume.resolve("." + name + "." + instance + "-" + fresh.incrementAndGet());
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(body);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        try (var directory = FileChannel.open(volume, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return new Answer(201, "text/plain", "written\n", true);
    }

    private Answer get(String name) throws IOException {
        if (name.equals("count")) {
            try (var all = Files.list(volume)) {
                long count = all.filter(file -> !file.getFileName().toString().startsWith("."))
                        .count();
                return new Answer(200, "application/json", "{\"count\":" + count + "}\n", false);
            }
        }
        try {
            return new Answer(
                    200,
                    "text/plain",
                    new String(Files.readAllBytes(volume.resolve(name)), StandardCharsets.UTF_8),
                    false);
        } catch (NoSuchFileException e) {
            return Files.isDirectory(volume)
                    ? Answer.text(404, "there is no file " + name)
                    : Answer.text(503, "the volume does not serve: " + e);
        }
    }
}
