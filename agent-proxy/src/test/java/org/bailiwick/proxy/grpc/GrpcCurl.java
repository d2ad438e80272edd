package org.bailiwick.proxy.grpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A gRPC call by curl, which prints what comes while the call is open. */
public final class GrpcCurl implements AutoCloseable {
  private static final int PREFIX = 5;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final Path headers;
  private final Path body;

  private GrpcCurl(Process process, Path headers, Path body) {
    this.process = process;
    this.headers = headers;
    this.body = body;
  }

  /** Calls a method with this message; {@code metadata} are curl's options. */
  public static GrpcCurl call(Path socket, String method, byte[] message, String... metadata) {
    byte[] framed =
        ByteBuffer.allocate(PREFIX + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    return send(socket, method, framed, metadata);
  }

  /** The same with octets that need not be a message. */
  public static GrpcCurl send(Path socket, String method, byte[] octets, String... metadata) {
    try {
      Path request = Files.write(Files.createTempFile("grpc", ".request"), octets);
      Path headers = Files.createTempFile("grpc", ".headers");
      Path body = Files.createTempFile("grpc", ".body");
      List<String> line =
          new ArrayList<>(List.of("curl", "-sS", "-N", "--http2-prior-knowledge", "--unix-socket"));
      line.addAll(List.of(socket.toString(), "-D", headers.toString(), "-o", body.toString()));
      line.addAll(List.of("-H", "content-type: application/grpc", "-H", "te: trailers"));
      line.addAll(List.of(metadata));
      line.addAll(List.of("--data-binary", "@" + request));
      line.add("http://localhost/SpiffeWorkloadAPI/" + method);
      return new GrpcCurl(
          new ProcessBuilder(line).redirectErrorStream(true).start(), headers, body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The messages that have come so far. */
  public List<byte[]> messages() {
    try {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(body));
      List<byte[]> messages = new ArrayList<>();
      while (all.remaining() >= PREFIX
          && all.remaining() - PREFIX >= all.getInt(all.position() + 1)) {
        all.get();
        byte[] message = new byte[all.getInt()];
        all.get(message);
        messages.add(message);
      }
      return messages;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until so many messages have come; returns the last one. */
  public byte[] await(int number) {
    await(() -> messages().size() >= number || !process.isAlive());
    if (messages().size() < number) {
      throw new IllegalStateException("ended: " + text());
    }
    return messages().get(number - 1);
  }

  /** Waits for the end of the call; returns headers and trailers. */
  public String end() {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the call has not ended: " + text());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return text();
  }

  private String text() {
    try {
      return Files.readString(headers);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public boolean isOpen() {
    return process.isAlive();
  }

  public static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("it did not come in time");
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
