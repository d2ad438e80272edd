package org.bailiwick.master.policy;

import java.util.Map;
import java.util.Set;
import org.bailiwick.master.account.AccountTerms;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question about the accounts of callers, in the vocabulary of {@code docs/policy.md}. */
public final class AccountQuestion {

  static final String ACCOUNT = "Account";

  private AccountQuestion() {}

  /** What is to be done with an account. */
  public enum Operation {
    ADD("add"),
    ROTATE("rotate"),
    WITHDRAW("withdraw");

    private final String text;

    Operation(String text) {
      this.text = text;
    }
  }

  /** May this peer do this with the account? */
  public static Question manage(VerifiedPeer peer, Operation operation, AccountTerms account) {
    return Question.of(
        PeerEntity.of(peer),
        Action.MANAGE_CALLER,
        new Entity(
            ACCOUNT,
            account.caller().name(),
            Map.of(
                "kind", account.caller().kind().text(),
                "owner", account.owner().value(),
                "method", account.method().text())),
        Map.of("operation", operation.text, "scope", Set.copyOf(account.scope().texts())));
  }
}
