package org.bailiwick.master.tokenends;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Set;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.lists.TokenFamily;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.ListQuestion;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.VerifiedPeer;

/** Shows one token with its tree, and ends it, if the decision point permits it. */
@Dependent
class TokenControl {

  private static final int MAX_REASON = 500;

  private final Gate gate;
  private final TokenLedger ledger;
  private final TokenFamily family;
  private final TokenRevoker revoker;

  @Inject
  TokenControl(Gate gate, TokenLedger ledger, TokenFamily family, TokenRevoker revoker) {
    this.gate = gate;
    this.ledger = ledger;
    this.family = family;
    this.revoker = revoker;
  }

  /** The JSON of the token, its ancestors and its descendants. */
  String read(VerifiedPeer reader, String jti) {
    AuditEntry permit = gate.require(ListQuestion.read(reader, "tokens", Set.of("jti")));
    TokenRecord token = find(jti);
    gate.record(permit.with("jti", token.jti()));
    return view(token);
  }

  /** Ends the token; the answer is that of {@link #read}. */
  String end(VerifiedPeer officer, String jti, String reason) {
    TokenRecord token = find(jti);
    AuditEntry permit =
        gate.require(
            JobQuestion.endToken(
                JobQuestion.Subject.of(officer), token.jti(), token.kind().text(), false));
    revoker.end(
        token, new TokenEndOrder(EndCause.OFFICER, officer.id().toString(), reason), permit);
    return view(token);
  }

  /**
   * The officer's reason.
   *
   * @throws ProblemException malformed-request with check token-end-reason
   */
  static String reason(String given) {
    if (given == null || !PlainText.isText(given.strip(), MAX_REASON)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "token-end-reason",
          "A reason of 1 to " + MAX_REASON + " characters of plain text is needed.");
    }
    return given.strip();
  }

  private String view(TokenRecord token) {
    return family.find(token.jti()).map(JsonText::of).orElseThrow(TokenControl::unknown);
  }

  private TokenRecord find(String jti) {
    return ledger.find(jti).orElseThrow(TokenControl::unknown);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "token-unknown", "The token ledger has no such token.");
  }
}
