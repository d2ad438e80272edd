package org.bailiwick.master.persongrant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.dpop.DpopProof;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.RequestTarget;
import org.bailiwick.master.peopleclients.PeopleClient;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.master.personsession.PersonSession;
import org.bailiwick.master.personsession.PersonSession.CodeTerms;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.personsession.RefreshToken;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.ConflictException;

/**
 * Serves the grants authorization_code and refresh_token to the clients of people. A client has no
 * secret: it shows its code with the verifier (RFC 7636), and proves the key of its tokens (RFC
 * 9449). Whoever shows a code or refresh token that was used before ends the session, because one
 * of the two who had it is a thief (RFC 6749 sections 4.1.2 and 10.4).
 */
public final class PersonGrant {

  public static final String AUTHORIZATION_CODE = "authorization_code";
  public static final String REFRESH_TOKEN = "refresh_token";

  /** RFC 7636 section 4.1. */
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  /** Who people are, and what they have. */
  public record Parts(
      PeopleClients clients,
      PersonSessions sessions,
      PersonChecks checks,
      DpopProofs proofs,
      TokenLedger ledger,
      TokenRevoker revoker,
      Clock clock) {}

  private final Parts parts;
  private final PersonTokens tokens;
  private final RequestTarget target;

  /**
   * @param endpoint the URL of the token endpoint, which proofs must name
   */
  public PersonGrant(Parts parts, PersonTokens tokens, String endpoint) {
    this.parts = parts;
    this.tokens = tokens;
    this.target = new RequestTarget("POST", endpoint);
  }

  /** Whether a request with this grant type is for this class. */
  public static boolean serves(String grantType) {
    return List.of(AUTHORIZATION_CODE, REFRESH_TOKEN).contains(grantType);
  }

  /** The name of the attester that must attest this client's key, if its file names one. */
  public Optional<String> attesterOf(String clientId) {
    return parts.clients().find(clientId).flatMap(PeopleClient::attester);
  }

  /**
   * The tokens for the code of a sign-in.
   *
   * @throws ProblemException access-token-invalid for a code that does not count here; as {@link
   *     PersonTokens#issue} does
   */
  public PersonToken redeem(PersonTokenRequest request) {
    PeopleClient client = client(request);
    DpopProof proof = proof(request);
    PersonSession session =
        parts
            .sessions()
            .findByCode(new OneTimeSecret(request.parameter("code")).digest())
            .orElseThrow(() -> refused("code-unknown", "There is no such code."));
    requireTerms(session.terms(), request, proof);
    if (parts.ledger().find(session.id()).isPresent()) {
      throw reused(session, "code-reused", "The code was used before.");
    }
    if (!parts.clock().instant().isBefore(session.times().codeEnd())) {
      throw refused("code-expired", "The code has expired.");
    }
    parts.proofs().use(proof);
    try {
      return tokens.begin(client, session, proof, request.scope());
    } catch (ConflictException anotherNode) {
      throw reused(session, "code-reused", "The code was used before.");
    }
  }

  /** The next tokens for a refresh token, which then has been used. */
  public PersonToken refresh(PersonTokenRequest request) {
    PeopleClient client = client(request);
    DpopProof proof = proof(request);
    RefreshToken shown = shown(request, client);
    PersonSession session = session(shown);
    if (parts.sessions().isUsed(shown)) {
      throw reused(session, "refresh-token-reused", "The refresh token was used before.");
    }
    if (!shown.key().equals(proof.key())) {
      throw refused("refresh-token-key", "The refresh token is bound to another key.");
    }
    requireLive(session);
    parts.proofs().use(proof);
    parts.checks().checkNow(session);
    PersonSession asked = session(shown);
    requireLive(asked);
    try {
      return tokens.goOn(client, asked, shown, request.scope());
    } catch (ConflictException anotherRequest) {
      throw reused(session, "refresh-token-reused", "The refresh token was used before.");
    }
  }

  private PeopleClient client(PersonTokenRequest request) {
    return parts
        .clients()
        .find(request.client())
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.CREDENTIAL_NOT_TRUSTED,
                    parts.clients().unknownCheck(request.client()),
                    "There is no such client of people."));
  }

  private DpopProof proof(PersonTokenRequest request) {
    return parts.proofs().verify(request.proofs(), target, Optional.empty());
  }

  private void requireTerms(CodeTerms terms, PersonTokenRequest request, DpopProof proof) {
    if (!terms.client().equals(request.client())) {
      throw refused("code-client", "The code was issued to another client.");
    }
    if (!terms.redirectUri().equals(request.parameter("redirect_uri"))) {
      throw refused("code-redirect-uri", "The redirect URI is not that of the request.");
    }
    if (!isVerifier(request.parameter("code_verifier"), terms.challenge())) {
      throw refused("code-verifier", "The code verifier is not that of the request.");
    }
    if (terms.key().filter(key -> !key.equals(proof.key())).isPresent()) {
      throw refused("code-key", "The code is bound to another key.");
    }
  }

  private static boolean isVerifier(String verifier, String challenge) {
    return VERIFIER.matcher(verifier).matches()
        && MessageDigest.isEqual(
            Sha256.base64url(verifier).getBytes(StandardCharsets.US_ASCII),
            challenge.getBytes(StandardCharsets.US_ASCII));
  }

  private RefreshToken shown(PersonTokenRequest request, PeopleClient client) {
    RefreshToken shown =
        parts
            .sessions()
            .findRefreshToken(new OneTimeSecret(request.parameter(REFRESH_TOKEN)).digest())
            .orElseThrow(() -> refused("refresh-token-unknown", "There is no such token."));
    if (!session(shown).terms().client().equals(client.id())) {
      throw refused("refresh-token-client", "The refresh token was issued to another client.");
    }
    return shown;
  }

  private PersonSession session(RefreshToken shown) {
    return parts
        .sessions()
        .find(shown.session())
        .orElseThrow(() -> refused("refresh-token-expired", "The session is over."));
  }

  private void requireLive(PersonSession session) {
    Instant now = parts.clock().instant();
    if (!now.isBefore(session.times().end())) {
      throw refused("refresh-token-expired", "The session is over.");
    }
    if (!(parts.ledger().state(session.id()) instanceof TokenState.Live)) {
      throw refused("session-ended", "The session has been ended.");
    }
  }

  /** Ends the session with all that rests on it, and returns the refusal. */
  private ProblemException reused(PersonSession session, String check, String detail) {
    String person = session.person().name();
    AuditEntry row =
        AuditEntry.of("session.reused", Outcome.DENIED, check, person)
            .about(session.id())
            .with("client", session.terms().client());
    Optional<TokenRecord> token = parts.ledger().find(session.id());
    token.ifPresent(
        found -> parts.revoker().end(found, new TokenEndOrder(EndCause.REUSE, person, check), row));
    return refused(check, detail);
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail);
  }
}
