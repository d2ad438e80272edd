package org.bailiwick.master.oauth;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.chaining.IncomingGrant;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.GrantOrigin;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.json.JsonText;

/**
 * A verified JWT grant: its principal, its scope, the limits of its client and principal, its data
 * for the token ledger, and its context.
 */
record Assertion(
    String subject,
    CapabilitySet scope,
    List<CapabilitySet> limits,
    GrantOrigin origin,
    AuthorizationContext context) {

  private static final int MAX_JTI = 255;

  /** Reads the claims, and refuses a JWT that lacks one of them. */
  static Assertion of(IncomingGrant grant, String compact, List<CapabilitySet> limits) {
    VerifiedJwt jwt = grant.jwt();
    String issuer = jwt.text("iss");
    String jti = jwt.text("jti");
    if (jti.isEmpty() || jti.length() > MAX_JTI) {
      throw new OAuthRefusal(
          OAuthError.INVALID_GRANT, "grant-jti", "The jti is empty or too long.");
    }
    String subject = issuer + "#" + jwt.text("sub");
    Instant issuedAt = jwt.time("iat");
    Instant expiresAt = jwt.time("exp");
    return new Assertion(
        subject,
        GrantScope.granted(jwt.text("scope")),
        limits,
        new GrantOrigin(
            issuer,
            jti,
            OwnTokens.digest(compact),
            Optional.of(Sha256.hex(jwt.signer().getEncoded())),
            actor(jwt),
            subject,
            issuedAt,
            expiresAt),
        grant.context(compact, subject));
  }

  /**
   * The claims that name the acting party at the partner. The token ledger keeps them, because no
   * standard claim of the access token holds them.
   */
  private static String actor(VerifiedJwt jwt) {
    Map<String, Object> members = new TreeMap<>();
    jwt.findText("azp").ifPresent(azp -> members.put("azp", azp));
    jwt.findText("client_id").ifPresent(client -> members.put("client_id", client));
    Optional.of(jwt.members("act"))
        .filter(act -> !act.isEmpty())
        .ifPresent(act -> members.put("act", act));
    return JsonText.of(members);
  }
}
