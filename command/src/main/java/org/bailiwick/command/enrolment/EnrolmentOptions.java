package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.OwnerConsent;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.renewal.CredentialRenewal;
import org.bailiwick.client.renewal.NextKey;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Everything that an enrolment needs, and with it each renewal ({@link OptionsFile}). */
@Command(name = OptionsFile.NAME)
public final class EnrolmentOptions {
  @Mixin private DomainOptions domain;
  @Mixin private OrderOptions order;
  @Mixin private AttestorOptions attestors;
  @Mixin private KeyOptions keys;

  @Option(
      names = "--owner-consent",
      paramLabel = "FILE",
      description =
          "What the owner signed for this agent and key, by agent owner-consent; read at each"
              + " renewal, which wants another.")
  private Path ownerConsent;

  public AuthorityClient connect() {
    return new AuthorityClient(domain.authority(), domain.trusted());
  }

  /** As {@link OrderOptions#require}. */
  public void requireOrder(CommandSpec spec) {
    order.require(spec);
  }

  public DomainOptions domain() {
    return domain;
  }

  public Applicant applicant() {
    Applicant applicant = attestors.read().showing(keys.form());
    return ownerConsent == null
        ? applicant
        : applicant.consented(OwnerConsent.parse(TextFiles.read(ownerConsent)));
  }

  public EnrolmentOrder order() {
    return order.read(attestors.hasDevice());
  }

  /**
   * A new key where this agent's are kept: in the TPM that is to speak for it, a token or a file.
   */
  public AgentKey makeKey() {
    return attestors.hasTpm() ? attestors.makeKeyInTpm() : keys.make();
  }

  /** Whether a renewal certifies the key in use. */
  public boolean keepsKey(boolean requested) {
    return requested || attestors.keepsKey() || keys.isExisting();
  }

  /** Takes the owner's consent from this file, if one is given. */
  public EnrolmentOptions withConsent(Path file) {
    ownerConsent = file == null ? ownerConsent : file;
    return this;
  }

  /**
   * The owner of a credential with the owner's key consents to each renewal.
   *
   * @throws IllegalArgumentException if it is not said where the consent is
   */
  public EnrolmentOptions requireConsentFor(CredentialFolder folder) {
    boolean wanted = OwnerKeyExtension.find(folder.chain().getFirst()).isPresent();
    if (wanted && ownerConsent == null) {
      throw new IllegalArgumentException(
          "The credential holds its owner's key, so each renewal wants a new consent of the owner:"
              + " --owner-consent FILE; renew --prepare-key prints the thumbprint that it must name"
              + " (docs/dual-identity.md)");
    }
    return this;
  }

  /** The renewal of the credential of this folder. */
  public CredentialRenewal renewal(
      AuthorityClient authority, CredentialFolder folder, boolean keepKey) {
    NextKey key = keepsKey(keepKey) ? NextKey.kept() : NextKey.made(this::makeKey);
    return new CredentialRenewal(
        authority,
        folder,
        new CredentialRenewal.Renewed(this::applicant, this::order, key, attestors.succession()));
  }
}
