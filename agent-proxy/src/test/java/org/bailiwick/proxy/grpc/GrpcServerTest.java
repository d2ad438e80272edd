package org.bailiwick.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport alone, by curl and by frames that a client of gRPC would not send. */
class GrpcServerTest {
  private static final GrpcLimits LIMITS =
      new GrpcLimits(20, 3, Duration.ofSeconds(1), Duration.ofSeconds(2));
  private static final byte[] EMPTY = {};
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path temp;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<GrpcStream> streams = new CopyOnWriteArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();
  private GrpcServer server;

  @BeforeEach
  void start() {
    server = start(PeerAccounts.own(), "s");
  }

  private GrpcServer start(PeerAccounts accounts, String name) {
    GrpcMethod watch =
        (request, stream) -> {
          streams.add(stream);
          stream.whenEnded(ended::incrementAndGet);
          stream.send(request);
          return Optional.empty();
        };
    GrpcMethod broken =
        (request, stream) -> {
          throw new IllegalStateException("a secret");
        };
    return GrpcServer.start(
        temp.resolve(name),
        new GrpcService(
            "SpiffeWorkloadAPI",
            Map.of("key", "true"),
            Map.of("Watch", watch, "Broken", broken),
            LIMITS),
        accounts,
        log::add);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private GrpcCurl call(String method, byte[] message) {
    return GrpcCurl.call(temp.resolve("s"), method, message, "-H", "key: true");
  }

  private static String ends(GrpcCurl call) {
    try (call) {
      return call.end();
    }
  }

  @Test
  void aStreamThatIsSilentLongerThanTheIdleTimeGetsLaterMessages() throws Exception {
    try (GrpcCurl call = call("Watch", new byte[] {7, 8})) {
      assertThat(call.await(1)).containsExactly(7, 8);
      Thread.sleep(LIMITS.idle().multipliedBy(3).toMillis());
      assertThat(call.isOpen()).isTrue();
      streams.getFirst().send(new byte[] {9});
      assertThat(call.await(2)).containsExactly(9);
      streams.getFirst().refuse(new GrpcRefusal(GrpcStatus.PERMISSION_DENIED, "c", "No more"));
      assertThat(call.end())
          .contains("HTTP/2 200")
          .contains("grpc-status: 7")
          .contains("grpc-message: No more");
    }
    assertThat(ended).hasValue(1);
    assertThat(log).hasSize(1).first().asString().startsWith("use=workload-api method=Watch acc");
  }

  @Test
  void callsWithAFaultAreRefusedByTheirStatus() {
    Path socket = temp.resolve("s");
    assertThat(ends(GrpcCurl.call(socket, "Watch", EMPTY))).contains("grpc-status: 3");
    assertThat(ends(GrpcCurl.call(socket, "Watch", EMPTY, "-H", "key: True")))
        .contains("grpc-status: 3");
    assertThat(ends(call("Other", EMPTY))).contains("grpc-status: 12");
    assertThat(ends(call("../Watch", EMPTY))).doesNotContain("grpc-status: 0");
    assertThat(ends(call("Broken", EMPTY))).contains("grpc-status: 13").doesNotContain("secret");
    assertThat(ends(call("Watch", new byte[70_000]))).contains("grpc-status: 8");
    for (byte[] octets : List.of(EMPTY, new byte[] {0, 0, 0, 0, 9}, new byte[] {1, 0, 0, 0, 0})) {
      assertThat(ends(GrpcCurl.send(socket, "Watch", octets, "-H", "key: true")))
          .contains("grpc-status: 12");
    }
    assertThat(ends(GrpcCurl.call(socket, "Watch", EMPTY, "-H", "key: true", "-X", "PUT")))
        .contains("grpc-status: 13");
    assertThat(streams).isEmpty();
  }

  @Test
  void moreCallsThanTheLimitAreRefusedUntilOneHasEnded() {
    List<GrpcCurl> open = new ArrayList<>();
    for (int i = 0; i < LIMITS.calls(); i++) {
      open.add(call("Watch", EMPTY));
      open.getLast().await(1);
    }
    assertThat(ends(call("Watch", EMPTY))).contains("grpc-status: 8");
    open.removeFirst().close();
    GrpcCurl.await(() -> ended.get() == 1);
    try (GrpcCurl another = call("Watch", EMPTY)) {
      assertThat(another.await(1)).isEmpty();
    }
    open.forEach(GrpcCurl::close);
  }

  @Test
  void anotherAccountIsRefusedAlsoIfItIsRoot() {
    server.close();
    server = start(PeerAccounts.of(Set.of("65533"), Set.of()), "s");
    assertThat(ends(call("Watch", EMPTY))).contains("grpc-status: 7");
    assertThat(log).last().asString().contains("refused=PERMISSION_DENIED check=peer-account");
  }

  @Test
  void allCallsEndWhenTheServerStops() {
    try (GrpcCurl call = call("Watch", EMPTY)) {
      call.await(1);
      server.close();
      assertThat(call.end()).contains("grpc-status: 14");
    }
    assertThat(temp.resolve("s")).doesNotExist();
  }

  /** The reader allows no octet of data: its window is empty. */
  @Test
  void aReaderThatTakesNothingCostsOneMessageAndIsEnded() throws Exception {
    try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(temp.resolve("s")))) {
      raw.write(ByteBuffer.wrap(PREFACE));
      raw.write(frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0})); // SETTINGS: initial window 0
      raw.write(frame(1, 4, 1, headers())); // HEADERS, END_HEADERS
      raw.write(frame(0, 1, 1, new byte[5])); // DATA, END_STREAM
      GrpcCurl.await(() -> streams.size() == 1);
      for (int i = 0; i < 1000; i++) {
        streams.getFirst().send(new byte[100_000]);
      }
      GrpcCurl.await(() -> ended.get() == 1);
    }
  }

  /** A client that begins and says nothing more. */
  @Test
  void silentConnectionsAndUnfinishedRequestsAreEnded() throws Exception {
    for (boolean begins : List.of(true, false)) {
      try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(temp.resolve("s")))) {
        raw.write(ByteBuffer.wrap(PREFACE));
        raw.write(frame(4, 0, 0, EMPTY));
        if (begins) {
          raw.write(frame(1, 4, 1, headers()));
        }
        ByteBuffer answer = ByteBuffer.allocate(4096);
        long begun = System.nanoTime();
        while (raw.read(answer) >= 0) {
          answer.clear();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      }
    }
    assertThat(streams).isEmpty();
  }

  private static ByteBuffer frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .flip();
  }

  /** A header block of literals without index (RFC 7541 section 6.2.2). */
  private static byte[] headers() throws IOException {
    ByteBuffer block = ByteBuffer.allocate(512);
    Map<String, String> fields =
        Map.of(":method", "POST", ":scheme", "http", ":path", "/SpiffeWorkloadAPI/Watch");
    fields.forEach((name, value) -> literal(block, name, value));
    literal(block, "content-type", "application/grpc");
    literal(block, "key", "true");
    byte[] made = new byte[block.flip().remaining()];
    block.get(made);
    return made;
  }

  private static void literal(ByteBuffer block, String name, String value) {
    block.put((byte) 0);
    for (String text : List.of(name, value)) {
      block.put((byte) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
