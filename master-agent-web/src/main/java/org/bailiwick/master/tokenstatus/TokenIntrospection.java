package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Tells the state of a token to a peer that received it (RFC 7662). The claims are those of the
 * token itself, which the peer holds; new is only whether it counts now. The row of the permit is
 * durable before the answer leaves.
 */
@Dependent
class TokenIntrospection {

  private static final JsonObject INACTIVE =
      Json.createObjectBuilder().add("active", false).build();

  private final PresentedTokens presented;
  private final TokenParties parties;
  private final Gate gate;
  private final GroupWriter writer;

  @Inject
  TokenIntrospection(
      PresentedTokens presented, TokenParties parties, Gate gate, GroupWriter writer) {
    this.presented = presented;
    this.parties = parties;
    this.gate = gate;
    this.writer = writer;
  }

  /** The document of RFC 7662 section 2.2. */
  JsonObject of(String compact, VerifiedPeer asker) {
    return switch (presented.read(compact)) {
      case PresentedToken.Valid valid -> permitted(valid, asker);
      case PresentedToken.Invalid invalid -> inactive("", invalid.check(), asker);
    };
  }

  private JsonObject permitted(PresentedToken.Valid token, VerifiedPeer asker) {
    TokenRecord record = token.record();
    Optional<AuditEntry> permit = permit(record, asker);
    if (permit.isEmpty()) {
      return INACTIVE;
    }
    Optional<String> refusal = parties.refusal(record, token.claims().getString("sub"));
    if (refusal.isPresent()) {
      return inactive(record.jti(), refusal.get(), asker);
    }
    gate.record(permit.get());
    return Json.createObjectBuilder(token.claims())
        .add("active", true)
        .add("token_type", type(token))
        .build();
  }

  /** The type that the token endpoint has told: how the token is used. */
  private static String type(PresentedToken.Valid token) {
    if (token.record().kind() != TokenKind.ACCESS) {
      return "N_A";
    }
    return token.claims().getJsonObject("cnf").containsKey("jkt") ? "DPoP" : "Bearer";
  }

  /** The permit; empty if there is none, which the gate has recorded. */
  private Optional<AuditEntry> permit(TokenRecord token, VerifiedPeer asker) {
    try {
      return Optional.of(
          gate.require(
              JobQuestion.introspectToken(
                  JobQuestion.Subject.of(asker),
                  token.jti(),
                  token.kind().text(),
                  isAudience(token, asker))));
    } catch (ProblemException e) {
      if (e.type() == ProblemType.POLICY_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A Txn-Token is for its callee. The audience of an access token is this node itself. */
  private static boolean isAudience(TokenRecord token, VerifiedPeer asker) {
    return token.kind() != TokenKind.ACCESS
        && token.holder().filter(asker.id().toString()::equals).isPresent();
  }

  private JsonObject inactive(String jti, String check, VerifiedPeer asker) {
    writer.recordRefusal(
        AuditEntry.of("token.introspected", Outcome.DENIED, check, asker.id().toString())
            .about(jti));
    return INACTIVE;
  }
}
