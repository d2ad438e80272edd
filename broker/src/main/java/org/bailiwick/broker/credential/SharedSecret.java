package org.bailiwick.broker.credential;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.signature.SignatureBase;

/**
 * A pre-shared secret that is never sent: it signs each request with HMAC-SHA-256 (RFC 9421 section
 * 3.3.3). The signature has times and a nonce, so that a recorded request is of use for a short
 * time only.
 */
final class SharedSecret implements CredentialMethod {
  static final Set<String> MEMBERS = Set.of("secret", "key_id", "covers", "lifetime_seconds");
  private static final int SECONDS = 60;
  private static final int MOST_SECONDS = 300;
  private static final int MOST_COMPONENTS = 20;
  private static final int SHORTEST = 16;
  private static final int NONCE = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Visible ASCII without the two characters that a string of RFC 8941 escapes. */
  private static final Pattern KEY_ID = Pattern.compile("[!#-\\[\\]-~]{1,200}");

  private final String secret;
  private final String keyId;
  private final List<String> components;
  private final int lifetime;

  private SharedSecret(String secret, String keyId, List<String> components, int lifetime) {
    this.secret = secret;
    this.keyId = keyId;
    this.components = components;
    this.lifetime = lifetime;
  }

  static SharedSecret parse(AssetMembers members) {
    String keyId = members.text("key_id");
    if (!KEY_ID.matcher(keyId).matches()) {
      throw members.fault("key_id", "is not visible ASCII without quote and backslash");
    }
    List<String> covers = members.texts("covers", MOST_COMPONENTS);
    List<String> components = covers.isEmpty() ? SignatureBase.USUAL : covers;
    if (!SignatureBase.bindsTarget(components)) {
      throw members.fault(
          "covers", "leaves out the method or the target, or names what is not known");
    }
    return new SharedSecret(
        members.text("secret"),
        keyId,
        components,
        members.number("lifetime_seconds", SECONDS, MOST_SECONDS));
  }

  @Override
  public BackEndAuthentication open(BackEndTools tools) {
    CredentialUse use =
        new CredentialUse("hmac", "key " + keyId, Optional.empty()); // each request has its own end
    return call ->
        new CallCredential() {
          @Override
          public CredentialUse use() {
            return use;
          }

          @Override
          public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
            Instant now = tools.clock().instant();
            return tools.secrets().use(secret, octets -> signed(request, octets, now));
          }
        };
  }

  private BackEndRequest signed(BackEndRequest request, byte[] octets, Instant now) {
    if (octets.length < SHORTEST) {
      throw BackEndFault.refused("secret-too-short", null);
    }
    SignatureBase base = SignatureBase.of(request, components);
    String parameters = base.parameters(text(now));
    String value = base.hmac(octets, parameters);
    return base.request()
        .with("Signature-Input", "sig1=" + parameters)
        .with("Signature", "sig1=:" + value + ":");
  }

  private String text(Instant now) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    return ";created=%d;expires=%d;nonce=\"%s\";keyid=\"%s\";alg=\"hmac-sha256\""
        .formatted(
            now.getEpochSecond(),
            now.getEpochSecond() + lifetime,
            Base64.getUrlEncoder().withoutPadding().encodeToString(nonce),
            keyId);
  }
}
