package org.bailiwick.master.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.master.testing.TestProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-ins of which a client wants more (RFC 9470 sections 4 and 5). */
class StepUpSignInTest {

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

  private URI asking(String name, String value) {
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle(name, value);
    return people.toProvider(form);
  }

  private void signedInBefore(long seconds) {
    long then = people.rig.clock.instant().getEpochSecond() - seconds;
    people.provider.claims =
        claims -> {
          claims.put("auth_time", then);
          return claims;
        };
  }

  private void without(String claim) {
    people.provider.claims =
        claims -> {
          claims.remove(claim);
          return claims;
        };
  }

  private SignedInPerson session(Map<String, String> answer) {
    String digest = new OneTimeSecret(answer.get("code")).digest();
    return people.rig.personSessions.findByCode(digest).orElseThrow().signedIn();
  }

  private void unmet(Map<String, String> answer, String check) {
    assertThat(answer)
        .containsEntry("error", "unmet_authentication_requirements")
        .containsEntry("state", PeopleRig.STATE)
        .doesNotContainKey("code");
    assertThat(people.rig.lastDenial()).isEqualTo(check);
    assertThat(people.rig.column("select count(*) from person_session")).containsExactly("0");
  }

  @Test
  void theProviderIsAskedForWhatTheClientWants() {
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle("acr_values", "gold urn:x:silver");
    form.putSingle("max_age", "300");
    URI address = people.toProvider(form);
    assertThat(TestProvider.form(address.getRawQuery()))
        .containsEntry("acr_values", "gold urn:x:silver")
        .containsEntry("max_age", "300");
    assertThat(people.arrive(people.provider.signIn(address))).containsKey("code");
    assertThat(TestProvider.form(people.toProvider(PeopleRig.form()).getRawQuery()))
        .doesNotContainKeys("acr_values", "max_age");
  }

  @Test
  void aProviderThatIgnoresTheAgeGivesNoCode() {
    URI address = asking("max_age", "300");
    signedInBefore(3600);
    unmet(people.arrive(people.provider.signIn(address)), "auth-time-old");
    URI anew = asking("max_age", "0");
    signedInBefore(31);
    unmet(people.arrive(people.provider.signIn(anew)), "auth-time-old");
  }

  @Test
  void aProviderThatLeavesTheTimeOutGivesNoCode() {
    without("auth_time");
    unmet(people.arrive(people.provider.signIn(asking("max_age", "300"))), "auth-time-missing");
    signedInBefore(-3600);
    unmet(people.arrive(people.provider.signIn(asking("max_age", "300"))), "auth-time-future");
  }

  /** Whoever sits at the provider's form for nine minutes has still signed in anew. */
  @Test
  void theTimeAtTheProviderDoesNotCount() {
    URI address = asking("max_age", "5");
    signedInBefore(0);
    people.rig.clock.move(Duration.ofMinutes(9));
    assertThat(people.arrive(people.provider.signIn(address))).containsKey("code");
  }

  /** The token shows the class that came, and the resource decides whether it will do. */
  @Test
  void anotherClassThanTheOneAskedForIsShownAsItIs() {
    SignedInPerson silver =
        session(people.arrive(people.provider.signIn(asking("acr_values", "gold"))));
    assertThat(silver.acr()).contains("silver");
    without("acr");
    SignedInPerson none =
        session(people.arrive(people.provider.signIn(asking("acr_values", "gold"))));
    assertThat(none.acr()).isEmpty();
  }

  @Test
  void whereNothingIsAskedForAnOldSignInWillDo() {
    signedInBefore(36_000);
    assertThat(people.arrive(people.provider.signIn(people.toProvider(PeopleRig.form()))))
        .containsKey("code");
    without("auth_time");
    Map<String, String> answer =
        people.arrive(people.provider.signIn(people.toProvider(PeopleRig.form())));
    assertThat(session(answer).authTime()).isEqualTo(Optional.empty());
  }

  @Test
  void theClientLearnsThatTheProviderCannotDoIt() {
    URI address = asking("acr_values", "gold");
    Map<String, String> refused = people.provider.signIn(address);
    refused.remove("code");
    refused.put("error", "unmet_authentication_requirements");
    unmet(people.arrive(refused), "provider-error");
  }
}
