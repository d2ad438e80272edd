package org.bailiwick.master.chaining;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.json.JsonText;

/**
 * A partner's grant whose signature, issuer and times are verified: the checks of what it says of
 * client, resource and chain, and what is kept of it.
 *
 * @param issuer this server's issuer id, which is also its only resource
 * @param client the SPIFFE id of the authenticated client
 */
public record IncomingGrant(VerifiedJwt jwt, String issuer, String client) {

  /** The types of grants that are accepted beside none. */
  public static final List<String> TYPES = List.of(GrantForm.JWT.typ(), GrantForm.ID_JAG.typ());

  /** RFC 6749 section 3.3. */
  private static final Pattern SCOPE = Pattern.compile("[ !#-\\[\\]-~]*");

  private static final Pattern TRANSACTION = Pattern.compile("[!-~]{1,255}");

  /** Whether the header says that the grant is an ID-JAG. */
  private boolean isIdJag() {
    return GrantForm.ID_JAG.typ().equals(typ());
  }

  private String typ() {
    return jwt.header().get("typ") instanceof String typ
        ? typ.toLowerCase(Locale.ROOT).replace("application/", "")
        : "";
  }

  /**
   * Refuses a grant for another client, audience or resource, and one whose chain is too long.
   *
   * @throws ProblemException access-token-invalid; policy-denied for the chain
   */
  public void require() {
    if (isIdJag()) {
      requireIdJag();
    }
    List<String> resources = jwt.texts("resource");
    if (!resources.isEmpty() && !resources.equals(List.of(issuer))) {
      throw refused("grant-resource", "The grant is for another resource.");
    }
    if (!SCOPE.matcher(jwt.findText("scope").orElse("")).matches()) {
      throw refused("grant-scope", "The scope of the grant is not a list of words.");
    }
    if (jwt.findText("txn").filter(txn -> !TRANSACTION.matcher(txn).matches()).isPresent()) {
      throw refused("grant-txn", "The txn of the grant is empty, too long or not ASCII.");
    }
    ActorChain.of(jwt.members("act"));
  }

  /**
   * draft-ietf-oauth-identity-assertion-authz-grant, processing rules: all claims are there, the
   * audience is the issuer id, and the client is the one that has authenticated.
   */
  private void requireIdJag() {
    if (!jwt.text("client_id").equals(client)) {
      throw refused("grant-client", "The grant was issued to another client.");
    }
    if (!jwt.texts("aud").equals(List.of(issuer))) {
      throw refused("grant-audience", "The grant's audience is not this server alone.");
    }
    if (jwt.text("sub").isEmpty()) {
      throw refused("grant-claim-sub", "The grant has an empty subject.");
    }
    jwt.time("iat");
  }

  /** What is kept of the grant. */
  public AuthorizationContext context(String compact, String subject) {
    Map<String, Object> act = jwt.members("act");
    return new AuthorizationContext(
        client,
        subject,
        jwt.findText("scope").orElse(""),
        jwt.texts("resource").stream().findFirst(),
        jwt.texts("aud").getFirst(),
        new AuthorizationContext.Assertion(
            AuthorizationContext.JWT_BEARER,
            (isIdJag() ? GrantForm.ID_JAG : GrantForm.JWT).typ(),
            jwt.text("iss"),
            jwt.text("jti"),
            OwnTokens.digest(compact)),
        JsonText.of(act),
        jwt.findText("txn"));
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail);
  }
}
