package org.bailiwick.aca.evidence;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.attestation.AttestationEvidence;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.attestation.token.CwtClaims;
import org.bailiwick.aca.cbor.CoseSign1;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.AttestationTokens.Place;
import org.bailiwick.aca.evidence.AttestationTokens.Presented;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.contract.credential.AgentInformationExtension;

/**
 * Checks the parts of an Entity Attestation Token (RFC 9711) that need no reference values: device
 * signature, profile, nonce, age and intended use.
 */
final class EatToken {

  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private static final Set<String> COSE_ALGORITHMS = Set.of("ES256", "ES384", "EdDSA");

  private EatToken() {}

  /** The chain in the token's header, leaf first; empty if there is none, and for a CWT. */
  static List<byte[]> chain(Presented presented) {
    ConveyedToken token = presented.token();
    return token.mediaType().equals(ConveyedToken.EAT_JWT)
        ? DeviceSignature.read("eat", "eat+jwt", token.text()).chain()
        : List.of();
  }

  static AttestationEvidence verify(
      Presented presented, PublicKey deviceKey, EvidenceBinding binding) {
    ConveyedToken token = presented.token();
    String nonce = binding.nonce();
    Instant now = binding.now();
    Claims claims = signed(token, deviceKey);
    if (!claims.text("eat_profile").equals(AgentInformationExtension.EAT_PROFILE)) {
      throw rejected("eat-profile", "The EAT has another profile.");
    }
    if (!claims.text("eat_nonce").equals(nonce)) {
      throw rejected("eat-nonce-mismatch", "The EAT has another nonce.");
    }
    Instant issued = claims.time("iat");
    if (issued.isAfter(now.plus(SKEW)) || issued.isBefore(now.minus(MAX_AGE))) {
      throw rejected("eat-age", "The EAT is too old or from the future.");
    }
    if (!claims.find("intuse").orElse("csr").equals("csr")) {
      throw rejected("eat-intended-use", "The EAT was made for another use.");
    }
    requireAgentKey(claims, presented.place(), binding);
    return new AttestationEvidence(
        token,
        nonce,
        new AttestationEvidence.Software(
            claims.text("swname"),
            softwareVersion(claims),
            claims.text("program_name"),
            claims.text("program_digest")),
        claims.find("ueid"),
        claims.find("hwmodel").map(EatToken::octets),
        claims.find("dbgstat"));
  }

  /** A key in the EAT must be the one to be certified; an EAT in a CSR must contain one. */
  private static void requireAgentKey(Claims claims, Place place, EvidenceBinding binding) {
    Optional<PublicKey> named = claims.confirmedKey();
    if (named.isEmpty() && place == Place.IN_CSR) {
      throw rejected("eat-key-missing", "The EAT in the CSR does not name the CSR's key.");
    }
    if (named.filter(key -> !key.equals(binding.agentKey())).isPresent()) {
      throw rejected("eat-key", "The EAT names a key other than the CSR's.");
    }
  }

  private static Claims signed(ConveyedToken token, PublicKey deviceKey) {
    return switch (token.mediaType()) {
      case ConveyedToken.EAT_JWT ->
          DeviceSignature.read("eat", "eat+jwt", token.text()).verify(deviceKey);
      case ConveyedToken.EAT_CWT -> {
        CoseSign1 message = CoseSign1.read("eat", token.octets());
        message.requireSignedBy(List.of(deviceKey), COSE_ALGORITHMS);
        yield CwtClaims.named("eat", message.claims());
      }
      default -> throw rejected("eat-media-type", "Evidence of this media type is not accepted.");
    };
  }

  /**
   * RFC 9711 section 4.2.7 defines an array; this product's profile allows only the version,
   * without a scheme.
   */
  private static String softwareVersion(Claims claims) {
    List<String> version = claims.texts("swversion");
    if (version.size() != 1) {
      throw rejected("eat-swversion", "The EAT's swversion is not an array of one text.");
    }
    return version.getFirst();
  }

  /** RFC 9711 section 4.2.4 defines a byte string, which is base64url without padding in JSON. */
  private static String octets(String base64url) {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(base64url);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(base64url)) {
        return base64url;
      }
    } catch (IllegalArgumentException notBase64) {
      throw rejected("eat-hwmodel", "The EAT's hwmodel is not base64url.");
    }
    throw rejected("eat-hwmodel", "The EAT's hwmodel is not canonical base64url.");
  }
}
