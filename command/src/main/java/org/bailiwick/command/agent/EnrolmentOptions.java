package org.bailiwick.command.agent;

import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.CredentialRenewal;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.NextKey;
import org.bailiwick.client.key.AgentKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything that an enrolment needs, and with it each renewal ({@link OptionsFile}). */
@Command(name = OptionsFile.NAME)
final class EnrolmentOptions {
  @Mixin private DomainOptions domain;
  @Mixin private OrderOptions order;
  @Mixin private AnchorOptions anchors;
  @Mixin private KeyOptions keys;

  AuthorityClient connect() {
    return new AuthorityClient(domain.authority(), domain.trusted());
  }

  /** The option of the order that was forgotten, if one was. */
  Optional<String> missing() {
    return order.missing();
  }

  DomainOptions domain() {
    return domain;
  }

  Applicant applicant() {
    return anchors.read();
  }

  EnrolmentOrder order() {
    return order.read(anchors.hasDevice());
  }

  /**
   * A new key where this agent's are kept: in the TPM that is to speak for it, a token or a file.
   */
  AgentKey makeKey() {
    return anchors.hasTpm() ? anchors.makeKeyInTpm() : keys.make();
  }

  /** How the credential of this folder is renewed. */
  CredentialRenewal renewal(AuthorityClient authority, CredentialFolder folder, boolean keepKey) {
    boolean kept = keepKey || anchors.keepsKey() || keys.isExisting();
    NextKey key = kept ? NextKey.kept() : NextKey.made(this::makeKey);
    return new CredentialRenewal(
        authority,
        folder,
        new CredentialRenewal.Renewed(this::applicant, this::order, key, anchors.succession()));
  }
}
