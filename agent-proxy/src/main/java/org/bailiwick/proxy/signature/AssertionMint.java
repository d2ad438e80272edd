package org.bailiwick.proxy.signature;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.tls.TlsCredential.CertifiedKey;
import org.bailiwick.proxy.rules.JsonMembers;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.Refusals;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * Signs assertions of the agent's identity for one audience. The agent gives only a nonce and the
 * digest of a message, both in a fixed form; the proxy makes all other claims. If the agent could
 * choose the octets, the key could sign an enrolment statement, a certification request or a TLS
 * handshake (cross-protocol attack). The type in the header distinguishes assertions from other
 * JWTs of the same key (RFC 8725 section 3.11).
 */
public final class AssertionMint {
  static final String TYPE = "agent-assertion+jwt";
  private static final Set<String> MEMBERS = Set.of("audience", "nonce", "content_sha256");
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9._~+/=-]{1,128}");
  private static final Pattern SHA256 = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final CredentialFolder folder;
  private final ProxyRules rules;
  private final Clock clock;

  public AssertionMint(CredentialFolder folder, ProxyRules rules, Clock clock) {
    this.folder = folder;
    this.rules = rules;
    this.clock = clock;
  }

  public ProxyAnswer mint(String body) {
    JsonMembers members = JsonMembers.parse(body, MEMBERS);
    String audience = members.text("audience");
    if (!rules.audiences().contains(audience)) {
      throw Refusals.denied("assertion-audience", "The proxy's rules list no such audience");
    }
    String id = UUID.randomUUID().toString();
    Instant now = clock.instant();
    Instant end = now.plus(rules.lifetime());
    String self = folder.credential().agent().toString();
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", self)
            .add("sub", self)
            .add("aud", audience)
            .add("iat", now.getEpochSecond())
            .add("exp", end.getEpochSecond())
            .add("jti", id);
    members
        .optionalText("nonce")
        .ifPresent(text -> claims.add("nonce", requireForm("nonce", NONCE, text)));
    members
        .optionalText("content_sha256")
        .ifPresent(
            text -> claims.add("content_sha256", requireForm("content_sha256", SHA256, text)));
    JsonObject answer =
        Json.createObjectBuilder()
            .add("assertion", sign(claims.build()))
            .add("expires_at", Instant.ofEpochSecond(end.getEpochSecond()).toString())
            .build();
    return new ProxyAnswer(answer, "audience=%s jti=%s".formatted(audience, id));
  }

  private static String requireForm(String name, Pattern form, String text) {
    if (!form.matcher(text).matches()) {
      throw Refusals.malformed("member-form", name + " does not have the required form");
    }
    return text;
  }

  private String sign(JsonObject claims) {
    CertifiedKey pair = folder.inUse();
    return AgentSignature.sign(
        TYPE,
        claims,
        new AgentSignature.Signer(pair.key(), pair.chain()),
        AlgorithmIdentifiers.RSA_USING_SHA256);
  }
}
