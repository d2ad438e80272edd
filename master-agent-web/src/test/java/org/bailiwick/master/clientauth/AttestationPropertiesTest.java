package org.bailiwick.master.clientauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.RevocationState;

/** Whatever is sent as an attestation or its proof is refused with a check, unless it is right. */
class AttestationPropertiesTest {
  private static final TestDpopKey INSTANCE = TestDpopKey.ec();

  private static MasterRig rig;
  private static ClientAuthentication clients;
  private static String attestation;
  private static String pop;
  private static String dpop;

  @BeforeContainer
  static void start() throws IOException {
    rig = new MasterRig(Files.createTempDirectory("attestation"));
    TestLeaf planner = rig.ca.agent("planner", "plan.make@1");
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    rig.attester.trust(planner.id().toString());
    clients = rig.clients((certificate, anchor) -> new RevocationState.Good());
    attestation = rig.attester.attestation(planner.id().toString(), INSTANCE).compact();
    pop = rig.attester.pop(INSTANCE, MasterRig.ISSUER, rig.proofs.nonce()).compact();
    dpop =
        INSTANCE
            .proof("POST", MasterRig.ISSUER + "/oauth/token", rig.clock.instant())
            .nonce(rig.proofs)
            .compact();
  }

  /** The same that the properties change is right; what counts once is used last. */
  @AfterContainer
  static void stop() {
    assertThatCode(() -> clients.authenticate(shown(attestation, pop))).doesNotThrowAnyException();
    rig.close();
  }

  private static ShownCredentials shown(String attested, String proof) {
    return new ShownCredentials(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new ShownProofs(List.of(dpop), List.of(attested), List.of(proof)),
        false);
  }

  private static void refused(String attested, String proof) {
    assertThat(catchThrowable(() -> clients.authenticate(shown(attested, proof))))
        .isInstanceOf(ProblemException.class);
  }

  private static String changed(String text, int place) {
    int at = place % text.length();
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  @Property(tries = 300)
  void anyTextAsAttestation(@ForAll String text) {
    refused(text, pop);
  }

  @Property(tries = 300)
  void anyTextAsProof(@ForAll String text) {
    refused(attestation, text);
  }

  /** Each octet of header, claims and signature counts. */
  @Property(tries = 300)
  void anAttestationWithOneLetterChanged(@ForAll @IntRange(min = 0, max = 100_000) int place) {
    refused(changed(attestation, place), pop);
  }

  @Property(tries = 300)
  void aProofWithOneLetterChanged(@ForAll @IntRange(min = 0, max = 100_000) int place) {
    refused(attestation, changed(pop, place));
  }
}
