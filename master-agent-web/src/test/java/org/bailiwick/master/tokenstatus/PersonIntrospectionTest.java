package org.bailiwick.master.tokenstatus;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import org.bailiwick.master.authorization.PeopleRig;
import org.bailiwick.master.testing.MasterRig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What introspection tells of a person's sign-in (RFC 9470 section 6.2). */
class PersonIntrospectionTest {

  @TempDir Path folder;
  private PeopleRig people;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private JsonObject introspected() {
    MasterRig rig = people.rig;
    String token = people.tokens().getString("access_token");
    return new TokenIntrospection(
            new PresentedTokens(rig.tokens, rig.mint, rig.ledger),
            new TokenParties(rig.recordedCallers(), rig.inventory, rig.clock),
            rig.gate,
            rig.writer)
        .of(token, rig.operator("auditor"));
  }

  @Test
  void tellsWhenAndHowThePersonHasSignedIn() {
    JsonObject answer = introspected();
    assertThat(answer.getBoolean("active")).isTrue();
    assertThat(answer.getString("acr")).isEqualTo("silver");
    assertThat(answer.getInt("auth_time"))
        .isEqualTo(people.rig.clock.instant().getEpochSecond() - 5);
  }

  @Test
  void tellsNothingThatTheProviderHasNotTold() {
    people.provider.claims =
        claims -> {
          claims.remove("acr");
          claims.remove("auth_time");
          return claims;
        };
    assertThat(introspected()).containsKey("active").doesNotContainKeys("acr", "auth_time");
  }
}
