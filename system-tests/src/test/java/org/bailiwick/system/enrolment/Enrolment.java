package org.bailiwick.system.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Jws;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * An enrolment in the making. Untouched it is granted: device rate-finder asks for a fresh agent
 * name with one capability. A test changes one thing; what is signed over it follows, so that only
 * the one check can fail.
 */
public final class Enrolment {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Nodes nodes;
  private final Wire wire;
  private final KeyPair key;
  private final String name = "agent-" + NUMBER.incrementAndGet();
  private TestLeaf device;
  private byte[] csr;
  private final Jws statement;
  private final Jws eat;
  private final Jws user;
  private final List<Map.Entry<String, String>> evidence = new ArrayList<>();
  private Optional<KeyPair> ownKey = Optional.empty();
  private Optional<String> userText = Optional.empty();
  private Optional<String> eatText = Optional.empty();
  private boolean attests = true;
  private Optional<String> statementText = Optional.empty();

  public Enrolment(Nodes nodes, Wire wire) {
    this(nodes, wire, TestKeys.ec());
  }

  public Enrolment(Nodes nodes, Wire wire, KeyPair key) {
    this.nodes = nodes;
    this.wire = wire;
    this.key = key;
    this.csr = Csr.of(key).der();
    this.device = Nodes.leaf(nodes.outside().resolve("device-rate-finder"), "idevid");
    long now = Instant.now().getEpochSecond();
    this.eat =
        new Jws("ES256", "eat+jwt", device.key())
            .claim("eat_profile", AgentInformationExtension.EAT_PROFILE)
            .claim("iat", now)
            .claim("intuse", "csr")
            .claim("swname", "acme-os")
            .claim("swversion", List.of("4.2.0"))
            .claim("program_name", "rate-finder")
            .claim("program_digest", programDigest(nodes));
    this.statement =
        new Jws("ES256", "enrolment-statement+jwt", device.key())
            .claim("iat", now)
            .claim("profile", "agent-default")
            .claim("name", name)
            .claim("owner", "Treasury")
            .claim("capabilities", List.of("fx.rates@1"))
            .claim("locator", "https://127.0.0.1:7001/work")
            .claim("validation_methods", List.of("mtls"));
    this.user = new Users(nodes).token();
  }

  /** A fresh nonce of the authority. */
  public static String nonce(Nodes nodes, Wire wire) {
    return wire.send(Call.post(nodes.authority("/v1/nonces"), "{}")).expecting(201).text("nonce");
  }

  public String name() {
    return name;
  }

  public KeyPair key() {
    return key;
  }

  public Jws statement() {
    return statement;
  }

  public Jws eat() {
    return eat;
  }

  public Jws user() {
    return user;
  }

  public TestLeaf device() {
    return device;
  }

  /** A user token that somebody else made. */
  public Enrolment userText(String token) {
    this.userText = Optional.of(token);
    return this;
  }

  public Enrolment csr(byte[] der) {
    this.csr = der;
    return this;
  }

  /** Another device signs both statement and EAT, and shows this chain. */
  public Enrolment device(TestLeaf other) {
    this.device = other;
    statement.signedBy(other.key());
    eat.signedBy(other.key());
    return this;
  }

  /** No device: this key signs the statement and is shown in it, and there is no EAT. */
  public Enrolment signedByAgent(KeyPair signer) {
    this.ownKey = Optional.of(signer);
    statement.signedBy(signer.getPrivate());
    return this;
  }

  /** Evidence besides; the statement is made for it. */
  public Enrolment evidence(String type, String value) {
    evidence.add(Map.entry(type, value));
    return this;
  }

  /** The nonce that is asked for, a fresh one if none was given. */
  public String nonce() {
    chooseNonce();
    return statement.claim("nonce").toString();
  }

  private void chooseNonce() {
    if (!statement.says("nonce")) {
      statement.claim("nonce", nonce(nodes, wire));
    }
  }

  public Enrolment nonce(String nonce) {
    statement.claim("nonce", nonce);
    eat.claim("eat_nonce", nonce);
    return this;
  }

  public Enrolment capabilities(String... capabilities) {
    statement.claim("capabilities", List.of(capabilities));
    return this;
  }

  /** Text instead of an EAT; the statement is made for it. */
  public Enrolment eatText(String text) {
    this.eatText = Optional.of(text);
    return this;
  }

  /** No EAT, and a statement that names none. */
  public Enrolment withoutEat() {
    this.attests = false;
    return this;
  }

  public Enrolment statementText(String text) {
    this.statementText = Optional.of(text);
    return this;
  }

  /** The members of the body, signed as they now are. */
  public JsonObjectBuilder members() {
    chooseNonce();
    eat.claimUnlessSet("eat_nonce", statement.claim("nonce"));
    JsonObjectBuilder body = Json.createObjectBuilder();
    if (ownKey.isPresent()) {
      statement.header("jwk", jwk(ownKey.get().getPublic()));
    } else {
      statement.header("x5c", device.chain().stream().map(Enrolment::base64).toList());
      if (attests) {
        String token = eatText.orElseGet(eat::compact);
        statement.claimUnlessSet("eat_sha256", sha256(token.getBytes(StandardCharsets.ISO_8859_1)));
        body.add("eat", token);
      }
    }
    if (!evidence.isEmpty()) {
      statement.claimUnlessSet(
          "evidence_sha256",
          evidence.stream()
              .map(item -> sha256(item.getValue().getBytes(StandardCharsets.UTF_8)))
              .toList());
      body.add("evidence", items());
    }
    statement.claimUnlessSet("csr_sha256", sha256(csr));
    return body.add("statement", statementText.orElseGet(statement::compact))
        .add("csr", Base64.getEncoder().encodeToString(csr))
        .add("user_token", userText.orElseGet(user::compact));
  }

  private JsonArrayBuilder items() {
    JsonArrayBuilder items = Json.createArrayBuilder();
    evidence.forEach(
        item ->
            items.add(
                Json.createObjectBuilder()
                    .add("type", item.getKey())
                    .add("value", item.getValue())));
    return items;
  }

  private static Map<String, Object> jwk(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key).toParams(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public Call call() {
    return call(members().build().toString());
  }

  public Call call(String body) {
    return Call.post(nodes.authority("/v1/enrolments"), body);
  }

  /** Enrols, and gives the credential with its key. */
  public TestLeaf granted() {
    Answer answer = wire.send(call()).expecting(201);
    return new TestLeaf(key.getPrivate(), Pem.certificates(answer.text("chain")));
  }

  private static String programDigest(Nodes nodes) {
    byte[] program =
        Nodes.read(nodes.outside().resolveSibling("program")).getBytes(StandardCharsets.UTF_8);
    return "sha-256:" + HexFormat.of().formatHex(digest(program));
  }

  private static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sha256(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(bytes));
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
