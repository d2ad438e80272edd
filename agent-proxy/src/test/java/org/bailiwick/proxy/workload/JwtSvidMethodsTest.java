package org.bailiwick.proxy.workload;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.proxy.AgentProxy;
import org.bailiwick.proxy.ProxySettings;
import org.bailiwick.proxy.grpc.GrpcCurl;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JWT-SVID methods of the Workload API, by curl; the authority is what the test writes. */
class JwtSvidMethodsTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final String NAME = "spiffe://bailiwick.example/agent/reader";
  private static final String ORDERS = "https://orders.example";
  private static final String STOCK = "https://stock.example";

  @TempDir private Path temp;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final KeyPair key = TestKeys.ec();
  private volatile Duration life = Duration.ofMinutes(5);
  private volatile Optional<Reply> refusal = Optional.empty();
  private final CountDownLatch hurry = new CountDownLatch(1);
  private volatile boolean slow;
  private ScriptedNode node;
  private CredentialFolder folder;
  private AgentProxy proxy;

  @BeforeEach
  void start() throws Exception {
    node = ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust()));
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
    jwk.setKeyId("k1");
    jwk.setUse("jwt-svid");
    String bundle =
        "{\"keys\": [{\"use\": \"x509-svid\", \"kty\": \"EC\", \"x5c\": [\"%s\"]}, %s]}"
            .formatted(
                Base64.getEncoder().encodeToString(Pem.der(CA.root())),
                jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    node.on("/.well-known/spiffe-bundle", call -> Reply.json(200, bundle));
    node.on("/v1/credentials/", this::token);
    folder = CredentialFolder.at(temp.resolve("agent"));
    hold(CA.agent("reader", "invoice.parse@1"));
    Path rules =
        Files.writeString(
            temp.resolve("rules.json"),
            "{\"workload_api\": {\"hint\": \"main\", \"jwt_audiences\": [\"%s\", \"%s\"]}}"
                .formatted(ORDERS, STOCK));
    proxy =
        AgentProxy.start(
            new ProxySettings(
                folder,
                TRUSTED,
                rules,
                temp.resolve("run/s"),
                Optional.empty(),
                Optional.of(
                    new ProxySettings.WorkloadSocket(temp.resolve("workload/api"), node.uri()))),
            log::add);
  }

  @AfterEach
  void stop() {
    hurry.countDown();
    proxy.close();
    node.close();
  }

  private void hold(TestLeaf credential) {
    folder.write(credential.key(), credential.chain());
  }

  private Reply token(ScriptedNode.Call call) {
    if (slow) {
      try {
        hurry.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return refusal.orElseGet(
        () ->
            Reply.json(
                201,
                Json.createObjectBuilder()
                    .add("jwt_svid", signed("JWT", claims(ORDERS)))
                    .build()
                    .toString()));
  }

  private JwtClaims claims(String audience) {
    JwtClaims claims = new JwtClaims();
    claims.setSubject(NAME);
    claims.setAudience(audience);
    claims.setGeneratedJwtId();
    claims.setIssuedAt(NumericDate.fromSeconds(Instant.now().getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().plus(life).getEpochSecond()));
    return claims;
  }

  private String signed(String type, JwtClaims claims) {
    return signed(type, claims, key);
  }

  private static String signed(String type, JwtClaims claims, KeyPair by) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setKeyIdHeaderValue("k1");
    if (!type.isEmpty()) {
      jws.setHeader("typ", type);
    }
    jws.setKey(by.getPrivate());
    jws.setPayload(claims.toJson());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private GrpcCurl call(String method, byte[] message) {
    return GrpcCurl.call(
        proxy.workloadSocket().orElseThrow(), method, message, "-H", "workload.spiffe.io: true");
  }

  private String fetched(String... audiences) {
    try (GrpcCurl call = call("FetchJWTSVID", asking(audiences))) {
      assertThat(call.end()).contains("grpc-status: 0");
      assertThat(call.messages()).hasSize(1);
      RequestFields svid = RequestFields.read(inner(call.messages().getFirst())).orElseThrow();
      assertThat(svid.last(1)).isEqualTo(NAME);
      assertThat(svid.last(3)).isEqualTo("main");
      return svid.last(2);
    }
  }

  /** The message in the only field of a message that is longer than 127 octets. */
  private static byte[] inner(byte[] message) {
    assertThat(message[0]).isEqualTo((byte) 10);
    return Arrays.copyOfRange(message, 3, message.length);
  }

  private static byte[] asking(String... audiences) {
    ProtocolBuffer request = new ProtocolBuffer();
    Arrays.stream(audiences).forEach(each -> request.text(1, each));
    return request.encoded();
  }

  private void refuses(String method, byte[] message, int status, String check) {
    try (GrpcCurl call = call(method, message)) {
      assertThat(call.end()).contains("grpc-status: " + status);
      assertThat(call.messages()).isEmpty();
    }
    assertThat(log).last().asString().contains("method=" + method).endsWith("check=" + check);
  }

  private long asked() {
    return node.calls().stream().filter(call -> call.path().endsWith("/jwt-svid")).count();
  }

  @Test
  void givesOutATokenAgainUntilItsLastThird() {
    String first = fetched(ORDERS, STOCK);
    assertThat(fetched(STOCK, ORDERS)).isEqualTo(first);
    assertThat(asked()).isOne();
    assertThat(node.calls().getLast().body())
        .isEqualTo("{\"audience\":[\"%s\",\"%s\"]}".formatted(ORDERS, STOCK));
    assertThat(fetched(ORDERS)).isNotEqualTo(first);
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void asksAgainForAnEndingTokenAndAfterARenewal() {
    life = Duration.ZERO;
    String first = fetched(ORDERS);
    life = Duration.ofMinutes(5);
    String second = fetched(ORDERS);
    assertThat(second).isNotEqualTo(first);
    hold(CA.agent("reader", "invoice.parse@1"));
    assertThat(fetched(ORDERS)).isNotEqualTo(second);
  }

  @Test
  void refusesOtherAudiencesAndIdsWithoutAskingTheAuthority() {
    refuses("FetchJWTSVID", asking(), 3, "workload-audience");
    refuses("FetchJWTSVID", asking(ORDERS, ""), 3, "workload-audience");
    refuses("FetchJWTSVID", asking(ORDERS, "https://else.example"), 7, "workload-jwt-svid");
    refuses("FetchJWTSVID", new byte[] {10, 9, 'a'}, 3, "request-form");
    byte[] another = new ProtocolBuffer().text(1, ORDERS).text(2, NAME + "2").encoded();
    refuses("FetchJWTSVID", another, 7, "workload-spiffe-id");
    assertThat(asked()).isZero();
  }

  @Test
  void saysWhatTheAuthorityRefused() {
    refusal = Optional.of(Reply.problem(403, "policy-denied", "No"));
    refuses("FetchJWTSVID", asking(ORDERS), 7, "server-refused");
    refusal = Optional.of(Reply.problem(503, "signer-unavailable", "No"));
    refuses("FetchJWTSVID", asking(ORDERS), 14, "server-refused");
    refusal = Optional.empty();
    assertThat(fetched(ORDERS)).isNotEmpty();
  }

  /** A caller that waits for the authority keeps nobody from the other methods. */
  @Test
  void anAuthorityThatIsSlowHoldsOnlyThisMethod() {
    slow = true;
    try (GrpcCurl waiting = call("FetchJWTSVID", asking(ORDERS));
        GrpcCurl bundles = call("FetchX509Bundles", asking())) {
      assertThat(bundles.await(1)).isNotEmpty();
      assertThat(waiting.messages()).isEmpty();
      hurry.countDown();
      assertThat(waiting.end()).contains("grpc-status: 0");
    }
  }

  @Test
  void validatesATokenAndTellsItsClaims() throws IOException {
    JwtClaims claims = claims(STOCK);
    claims.setClaim("deep", List.of(1.5, true, "text"));
    try (GrpcCurl call = call("ValidateJWTSVID", checking(STOCK, signed("JWT", claims)))) {
      assertThat(call.end()).contains("grpc-status: 0");
      byte[] answer = call.messages().getFirst();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      expected.write(new ProtocolBuffer().text(1, NAME).encoded());
      assertThat(answer).startsWith(expected.toByteArray());
      assertThat(new String(answer, StandardCharsets.ISO_8859_1))
          .contains("deep")
          .contains(STOCK)
          .contains("text");
    }
    String without = signed("", claims(STOCK));
    try (GrpcCurl call = call("ValidateJWTSVID", checking(STOCK, without))) {
      assertThat(call.end()).contains("grpc-status: 0");
    }
  }

  @Test
  void refusesWhatIsNoValidTokenForTheReader() {
    String check = "workload-jwt-svid-invalid";
    refuses("ValidateJWTSVID", checking(ORDERS, signed("JWT", claims(STOCK))), 3, check);
    refuses("ValidateJWTSVID", checking(STOCK, signed("wit+jwt", claims(STOCK))), 3, check);
    refuses(
        "ValidateJWTSVID", checking(STOCK, signed("JWT", claims(STOCK), TestKeys.ec())), 3, check);
    JwtClaims foreign = claims(STOCK);
    foreign.setSubject("spiffe://partner.example/agent/reader");
    refuses("ValidateJWTSVID", checking(STOCK, signed("JWT", foreign)), 3, check);
    JwtClaims nobody = claims(STOCK);
    nobody.unsetClaim("sub");
    refuses("ValidateJWTSVID", checking(STOCK, signed("JWT", nobody)), 3, check);
    JwtClaims endless = claims(STOCK);
    endless.unsetClaim("exp");
    refuses("ValidateJWTSVID", checking(STOCK, signed("JWT", endless)), 3, check);
    life = Duration.ofSeconds(-1);
    refuses("ValidateJWTSVID", checking(STOCK, signed("JWT", claims(STOCK))), 3, check);
    refuses("ValidateJWTSVID", checking(STOCK, "a.b.c"), 3, check);
    refuses("ValidateJWTSVID", checking("", "a.b.c"), 3, "workload-audience");
    refuses("ValidateJWTSVID", new byte[] {-1}, 3, "request-form");
  }

  private static byte[] checking(String audience, String token) {
    return new ProtocolBuffer().text(1, audience).text(2, token).encoded();
  }
}
