package org.bailiwick.master.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** List 3 of the requirements: what calls, by what it has proved. */
class EndpointKindTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");

  @ParameterizedTest
  @CsvSource({
    "AGENT, /agent/x, agent",
    "FOREIGN, /device/x, agent",
    "SERVICE, /service/x, service",
    "DEVICE, /device/x, device"
  })
  void aWorkloadIsWhatItsAuthorityHasCertified(VerifiedPeer.Kind kind, String path, String text) {
    VerifiedPeer peer =
        TestPeers.of(kind, CA.leafWithUri("spiffe://bailiwick.example" + path).certificate());
    assertThat(EndpointKind.of(CallerIdentity.of(peer)).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"PERSON, person-api", "SERVICE, service", "DEVICE, device"})
  void anAccountCallsThroughAnApi(CallerKind kind, String text) {
    CallerIdentity account = new CallerIdentity.Account(kind, "x", Optional.empty());
    assertThat(EndpointKind.of(account).text()).isEqualTo(text);
  }

  @Test
  void aProvidersPersonHasABrowserAndAClientIsNoAgentWithCertificate() {
    CallerIdentity person = new CallerIdentity.Person("https://idp.example", "alice");
    assertThat(EndpointKind.of(person).text()).isEqualTo("person-browser");
    CallerIdentity client =
        new CallerIdentity.Client(SpiffeId.parse("spiffe://partner.example/agent/buyer"));
    assertThat(EndpointKind.of(client).text()).isEqualTo("client");
  }
}
