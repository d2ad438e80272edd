package org.bailiwick.proxy.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.proxy.AgentProxy;
import org.bailiwick.proxy.ProxySettings;
import org.bailiwick.proxy.grpc.GrpcCurl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Workload API of a proxy, by curl; the authority's bundle is what the test writes. */
class WorkloadApiTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TestCa NEXT = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final byte[] EMPTY = {};
  private static final String GIVES = "{\"gives_private_key\": true, \"hint\": \"main\"}";

  @TempDir private Path temp;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final TestLeaf agent = CA.agent("reader", "invoice.parse@1");
  private volatile String bundle = bundle(1, CA.root());
  private ScriptedNode node;
  private CredentialFolder folder;
  private AgentProxy proxy;

  @BeforeEach
  void start() throws IOException {
    node = ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust()));
    node.on("/.well-known/spiffe-bundle", call -> Reply.json(200, bundle));
    folder = CredentialFolder.at(temp.resolve("agent"));
    folder.write(agent.key(), agent.chain());
  }

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    node.close();
  }

  private static String bundle(int sequence, X509Certificate root) {
    return """
        {"keys": [{"use": "x509-svid", "kty": "EC", "x5c": ["%s"]},
                  {"use": "wit-svid", "kty": "EC", "kid": "w"},
                  {"use": "jwt-svid", "kty": "EC", "kid": "j%d"}],
         "spiffe_sequence": %d, "spiffe_refresh_hint": 1}
        """
        .formatted(Base64.getEncoder().encodeToString(Pem.der(root)), sequence, sequence);
  }

  private void serve(String workloadApi) {
    proxy = AgentProxy.start(settings("{\"workload_api\": " + workloadApi + "}", true), log::add);
  }

  private ProxySettings settings(String rules, boolean option) {
    try {
      return new ProxySettings(
          folder,
          TRUSTED,
          Files.writeString(temp.resolve("rules.json"), rules),
          temp.resolve("run/s"),
          Optional.empty(),
          option
              ? Optional.of(
                  new ProxySettings.WorkloadSocket(temp.resolve("workload/api"), node.uri()))
              : Optional.empty());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private GrpcCurl call(String method, byte[] message) {
    return GrpcCurl.call(
        proxy.workloadSocket().orElseThrow(), method, message, "-H", "workload.spiffe.io: true");
  }

  private void refuses(String method, byte[] message, int status, String check) {
    try (GrpcCurl call = call(method, message)) {
      assertThat(call.end()).contains("grpc-status: " + status);
      assertThat(call.messages()).isEmpty();
    }
    assertThat(log).last().asString().contains("method=" + method).endsWith("check=" + check);
  }

  /** The fields of a message whose fields all have a length, by number; of a repeated one, all. */
  private static Map<Integer, List<byte[]>> fields(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    Map<Integer, List<byte[]>> fields = new TreeMap<>();
    while (buffer.hasRemaining()) {
      int tag = varint(buffer);
      assertThat(tag & 7).isEqualTo(2);
      byte[] value = new byte[varint(buffer)];
      buffer.get(value);
      fields.computeIfAbsent(tag >>> 3, field -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static int varint(ByteBuffer buffer) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte octet = buffer.get();
      value |= (octet & 0x7F) << shift;
      if (octet >= 0) {
        return value;
      }
    }
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }

  private static byte[] ders(List<X509Certificate> chain) {
    byte[][] all = chain.stream().map(Pem::der).toArray(byte[][]::new);
    ByteBuffer joined = ByteBuffer.allocate(all[0].length + (all.length > 1 ? all[1].length : 0));
    for (byte[] each : all) {
      joined.put(each);
    }
    return joined.array();
  }

  @Test
  void givesOutTheCredentialWithKeyBundleAndHint() {
    serve(GIVES);
    try (GrpcCurl call = call("FetchX509SVID", EMPTY)) {
      Map<Integer, List<byte[]>> answer = fields(call.await(1));
      assertThat(answer).containsOnlyKeys(1);
      Map<Integer, List<byte[]>> svid = fields(answer.get(1).getFirst());
      assertThat(svid).containsOnlyKeys(1, 2, 3, 4, 5);
      assertThat(text(svid.get(1).getFirst())).isEqualTo("spiffe://bailiwick.example/agent/reader");
      assertThat(svid.get(2).getFirst()).isEqualTo(ders(agent.chain()));
      assertThat(svid.get(3).getFirst()).isEqualTo(agent.key().getEncoded());
      assertThat(svid.get(4).getFirst()).isEqualTo(Pem.der(CA.root()));
      assertThat(text(svid.get(5).getFirst())).isEqualTo("main");
    }
  }

  @Test
  void pushesARenewalWithinASecond() {
    serve(GIVES);
    try (GrpcCurl call = call("FetchX509SVID", EMPTY)) {
      call.await(1);
      TestLeaf renewed = CA.agent("reader", "invoice.parse@1");
      folder.write(renewed.key(), renewed.chain());
      long written = System.nanoTime();
      Map<Integer, List<byte[]>> svid = fields(fields(call.await(2)).get(1).getFirst());
      assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(Duration.ofSeconds(1));
      assertThat(svid.get(3).getFirst()).isEqualTo(renewed.key().getEncoded());
      assertThat(svid.get(2).getFirst()).isEqualTo(ders(renewed.chain()));
    }
    GrpcCurl.await(
        () -> log.stream().anyMatch(line -> line.startsWith("workload-api sent serial=")));
  }

  @Test
  void pushesANewerBundleAndNoOlderOne() throws Exception {
    bundle = bundle(5, CA.root());
    serve("{}");
    try (GrpcCurl x509 = call("FetchX509Bundles", EMPTY);
        GrpcCurl jwt = call("FetchJWTBundles", EMPTY)) {
      assertThat(text(jwt.await(1))).contains("\"j5\"").doesNotContain("\"w\"");
      Map<Integer, List<byte[]>> entry = fields(fields(x509.await(1)).get(2).getFirst());
      assertThat(text(entry.get(1).getFirst())).isEqualTo("spiffe://bailiwick.example");
      assertThat(entry.get(2).getFirst()).isEqualTo(Pem.der(CA.root()));
      bundle = bundle(4, NEXT.root());
      GrpcCurl.await(() -> log.stream().anyMatch(line -> line.contains("older")));
      bundle = "{\"keys\": 1}";
      GrpcCurl.await(() -> log.stream().anyMatch(line -> line.contains("bundle not read")));
      assertThat(x509.messages()).hasSize(1);
    }
  }

  @Test
  void aBundleWithAnotherRootReachesAllStreams() {
    serve(GIVES);
    try (GrpcCurl svids = call("FetchX509SVID", EMPTY);
        GrpcCurl x509 = call("FetchX509Bundles", EMPTY)) {
      svids.await(1);
      x509.await(1);
      bundle = bundle(2, NEXT.root());
      Map<Integer, List<byte[]>> svid = fields(fields(svids.await(2)).get(1).getFirst());
      assertThat(svid.get(4).getFirst()).isEqualTo(Pem.der(NEXT.root()));
      assertThat(fields(fields(x509.await(2)).get(2).getFirst()).get(2).getFirst())
          .isEqualTo(Pem.der(NEXT.root()));
    }
  }

  @Test
  void keepsTheKeyUnlessTheRulesGiveItOut() {
    serve("{}");
    refuses("FetchX509SVID", EMPTY, 7, "workload-key-kept");
    try (GrpcCurl call = call("FetchX509Bundles", EMPTY)) {
      assertThat(call.await(1)).isNotEmpty();
    }
  }

  /** The mark of a key in a token, which is never opened for this. */
  @Test
  void aKeyInTpmOrTokenStaysThere() throws Exception {
    Path generation = temp.resolve("agent/current").toRealPath();
    for (String mark : List.of("key.tpm", "key.pkcs11")) {
      Files.writeString(generation.resolve(mark), "");
      assertThatThrownBy(() -> serve(GIVES)).hasMessageContaining("TPM");
      serve("{}");
      refuses("FetchX509SVID", EMPTY, 7, "workload-key-kept");
      proxy.close();
      Files.delete(generation.resolve(mark));
    }
  }

  @Test
  void aRenewalThatMovesTheKeyIntoATokenEndsTheStream() throws Exception {
    serve(GIVES);
    try (GrpcCurl call = call("FetchX509SVID", EMPTY)) {
      call.await(1);
      Path next = Files.createDirectories(temp.resolve("agent/generations/next"));
      Files.copy(temp.resolve("agent/chain.pem"), next.resolve("chain.pem"));
      Files.writeString(next.resolve("key.pkcs11"), "");
      Path link = Files.createSymbolicLink(temp.resolve("agent/new"), next);
      Files.move(
          link,
          temp.resolve("agent/current"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      assertThat(call.end()).contains("grpc-status: 7");
    }
    refuses("FetchX509SVID", EMPTY, 7, "workload-key-in-hardware");
  }

  @Test
  void whatTheAuthorityDoesNotIssueIsRefused() {
    serve(GIVES);
    refuses("FetchJWTSVID", EMPTY, 3, "workload-audience");
    refuses("FetchJWTSVID", new ProtocolBuffer().text(1, "a").encoded(), 7, "workload-jwt-svid");
    for (String method : List.of("FetchWITSVID", "FetchWITBundles")) {
      refuses(method, EMPTY, 12, "workload-profile");
    }
    try (GrpcCurl call =
        GrpcCurl.call(proxy.workloadSocket().orElseThrow(), "FetchX509SVID", EMPTY)) {
      assertThat(call.end()).contains("grpc-status: 3");
    }
    assertThat(log).last().asString().endsWith("check=metadata");
  }

  @Test
  void streamsEndWhenTheCredentialHasExpiredOrIsGone() throws Exception {
    serve(GIVES);
    try (GrpcCurl call = call("FetchX509SVID", EMPTY)) {
      call.await(1);
      TestLeaf expired = CA.expiredAgent("reader", "invoice.parse@1");
      folder.write(expired.key(), expired.chain());
      assertThat(call.end()).contains("grpc-status: 7");
    }
    refuses("FetchX509SVID", EMPTY, 7, "workload-credential-ended");
    folder.write(agent.key(), agent.chain());
    GrpcCurl.await(this::fetched);
    Files.delete(temp.resolve("agent/current"));
    GrpcCurl.await(() -> !fetched());
  }

  private boolean fetched() {
    try (GrpcCurl call = call("FetchX509SVID", EMPTY)) {
      GrpcCurl.await(() -> !call.messages().isEmpty() || !call.isOpen());
      return !call.messages().isEmpty();
    }
  }

  @Test
  void anotherAccountIsRefused() {
    serve("{\"users\": [\"65533\"], \"gives_private_key\": true}");
    refuses("FetchX509SVID", EMPTY, 7, "peer-account");
    proxy.close();
    serve("{\"users\": [\"65533\"], \"groups\": [\"root\"], \"gives_private_key\": true}");
    assertThat(fetched()).isTrue();
  }

  @Test
  void rulesWithAFaultStartNothing() {
    Map<String, String> faults =
        Map.of(
            "{\"hint\": \"\"}",
            "hint",
            "{\"hint\": \"" + "x".repeat(1025) + "\"}",
            "hint",
            "{\"users\": [\"no such account\"]}",
            "account",
            "{\"users\": \"root\"}",
            "array",
            "{\"gives_private_key\": \"yes\"}",
            "true nor false",
            "{\"key\": true}",
            "known members");
    faults.forEach(
        (rules, says) ->
            assertThatThrownBy(() -> serve(rules)).as(rules).hasMessageContaining(says));
    assertThatThrownBy(() -> AgentProxy.start(settings("{}", true), log::add))
        .hasMessageContaining("--workload-api");
    assertThatThrownBy(() -> AgentProxy.start(settings("{\"workload_api\": {}}", false), log::add))
        .hasMessageContaining("--workload-api");
    node.close();
    assertThatThrownBy(() -> serve("{}")).hasMessageContaining("127.0.0.1");
    assertThat(temp.resolve("run/s")).doesNotExist();
  }

  @Test
  void bothSocketsGoWithTheProxy() {
    serve("{}");
    assertThat(temp.resolve("workload/api")).exists();
    proxy.close();
    assertThat(temp.resolve("workload/api")).doesNotExist();
    assertThat(temp.resolve("run/s")).doesNotExist();
  }
}
