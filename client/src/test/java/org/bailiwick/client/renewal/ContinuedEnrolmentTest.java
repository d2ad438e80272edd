package org.bailiwick.client.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.enrolment.ScriptedAuthority;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * First enrolments that are cut off and begun again by the same command, against an authority whose
 * answers the test writes.
 */
class ContinuedEnrolmentTest {
  @TempDir private Path path;
  private ScriptedAuthority authority;
  private CredentialFolder folder;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedAuthority.start();
    folder = CredentialFolder.at(path.resolve("agent"));
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  /** As another process would. */
  private Optional<EnrolmentAnswer> proceed() {
    return new CredentialEnrolment(authority.client(), folder)
        .proceed(
            new CredentialEnrolment.FirstRequest(
                ScriptedAuthority::applicant, ScriptedAuthority::order),
            FileKey::generate);
  }

  private void fails(ProblemType type) {
    assertThatThrownBy(this::proceed)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void aRequestWithoutAnAnswerIsSentAgainAsItWas() {
    authority.answers(
        Reply.problem(503, "signer-unavailable", "The HSM is away"),
        Reply.problem(503, "signer-unavailable", "The HSM is away"));
    fails(ProblemType.SIGNER_UNAVAILABLE);
    fails(ProblemType.SIGNER_UNAVAILABLE);
    assertThat(proceed()).get().isInstanceOf(EnrolledCredential.class);
    assertThat(authority.enrolments())
        .hasSize(3)
        .extracting(Call::body)
        .containsOnly(authority.enrolments().getFirst().body());
    assertThat(authority.enrolments())
        .extracting(call -> call.headers().get("Idempotency-key"))
        .containsOnly(authority.enrolments().getFirst().headers().get("Idempotency-key"));
    assertThat(folder.next().request()).isEmpty();
  }

  @Test
  void aRequestThatNeverArrivedAndIsTooOldGivesPlaceToANewOne() {
    authority.answers(Reply.problem(503, "authority-busy", "Too many"));
    fails(ProblemType.AUTHORITY_BUSY);
    authority.answers(Reply.problem(400, "nonce-invalid", "The nonce has expired"));
    assertThat(proceed()).get().isInstanceOf(EnrolledCredential.class);
    assertThat(authority.enrolments()).hasSize(3);
    assertThat(authority.enrolments().getLast().body())
        .isNotEqualTo(authority.enrolments().getFirst().body());
    assertThat(folder.chain().getFirst().getPublicKey())
        .as("the key of the request that was answered")
        .isEqualTo(
            org.bailiwick.client.enrolment.KeyForm.REQUEST.key(
                authority.enrolments().getLast().json().getString("csr")));
  }

  @Test
  void aFrozenNameStaysRefused() {
    authority.answers(Reply.problem(503, "authority-busy", "Too many"));
    fails(ProblemType.AUTHORITY_BUSY);
    authority.answers(Reply.problem(409, "identity-frozen", "Two parties"));
    fails(ProblemType.IDENTITY_FROZEN);
    assertThat(authority.enrolments()).hasSize(2);
  }

  @Test
  void aFolderWithACredentialIsLeftAsItIs() {
    assertThat(proceed()).isPresent();
    String serial = folder.serial().hex();
    assertThat(proceed()).isEmpty();
    assertThat(folder.serial().hex()).isEqualTo(serial);
    assertThat(authority.enrolments()).hasSize(1);
  }
}
