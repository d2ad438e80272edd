package org.bailiwick.aca.joining;

import java.time.Clock;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.node.decision.Gate;

/** The door for users who ask for join tokens on an issuer's own database. */
public final class TestJoins {

  private TestJoins() {}

  /** The sources that it reads. */
  public record Sources(
      AcaSettings settings, UserTokens users, CredentialProfiles profiles, Gate gate) {}

  public static JoinTokenIssuer of(TestLedger database, Sources sources, Clock clock) {
    return new JoinTokenIssuer(
        sources.users(),
        sources.profiles(),
        new AgentNames(database.source()),
        sources.settings(),
        sources.gate(),
        database.writer(),
        clock);
  }
}
