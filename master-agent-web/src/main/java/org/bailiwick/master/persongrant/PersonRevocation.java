package org.bailiwick.master.persongrant;

import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.master.personsession.PersonSession;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Ends what a client of people gives back (RFC 7009): a refresh token with its whole session, or an
 * access token alone. Having the token is all that a client without secret can show. A token of
 * another client is not ended, and the answer does not say so.
 */
public final class PersonRevocation {

  private final PeopleClients clients;
  private final PersonSessions sessions;
  private final TokenLedger ledger;
  private final TokenRevoker revoker;
  private final Gate gate;
  private final GroupWriter writer;

  public PersonRevocation(
      PeopleClients clients,
      PersonSessions sessions,
      TokenLedger ledger,
      TokenRevoker revoker,
      Gate gate,
      GroupWriter writer) {
    this.clients = clients;
    this.sessions = sessions;
    this.ledger = ledger;
    this.revoker = revoker;
    this.gate = gate;
    this.writer = writer;
  }

  /** Whether this is a client of people. */
  public boolean knows(String clientId) {
    return clients.find(clientId).isPresent();
  }

  /**
   * Ends the token.
   *
   * @param recorded the row of the shown text, if it is an access token
   * @throws ProblemException policy-denied
   */
  public void revoke(String clientId, String shown, Optional<TokenRecord> recorded) {
    Optional<TokenRecord> token = ofRefreshToken(shown).or(() -> recorded);
    Optional<TokenRecord> own =
        token.filter(
            record ->
                record.origin().caller() instanceof CallerIdentity.Person
                    && record.holder().filter(clientId::equals).isPresent());
    if (own.isPresent()) {
      end(own.get(), clientId);
    } else {
      writer.recordRefusal(
          AuditEntry.of("token.not-revoked", Outcome.DENIED, "token-unknown", clientId));
    }
  }

  private Optional<TokenRecord> ofRefreshToken(String shown) {
    return sessions
        .findRefreshToken(new OneTimeSecret(shown).digest())
        .flatMap(token -> sessions.find(token.session()))
        .map(PersonSession::id)
        .flatMap(ledger::find);
  }

  private void end(TokenRecord token, String clientId) {
    CallerIdentity.Person person = (CallerIdentity.Person) token.origin().caller();
    AuditEntry permit =
        gate.require(
            JobQuestion.endToken(
                new JobQuestion.PersonSubject(person), token.jti(), token.kind().text(), true));
    revoker.end(token, new TokenEndOrder(EndCause.CLIENT, clientId, ""), permit);
  }
}
