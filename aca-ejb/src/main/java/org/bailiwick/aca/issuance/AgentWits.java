package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuedWit;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.aca.wit.WitMint;
import org.bailiwick.node.audit.AuditEntry;

/** Workload Identity Tokens by the rules of the credential's profile, as it is now. */
@Singleton
final class AgentWits {

  private final CredentialProfiles profiles;
  private final WitMint mint;

  @Inject
  AgentWits(CredentialProfiles profiles, WitMint mint) {
    this.profiles = profiles;
    this.mint = mint;
  }

  /** Refuses what a credential of this profile could not be given, before there is one. */
  void requirePossible(CredentialProfile profile) {
    profile.wits().require();
    mint.requireReady();
  }

  /** The credential with a new token beside it. */
  IssuedCredential beside(IssuedCredential credential) {
    return credential.with(token(credential, Optional.empty()));
  }

  /** A new token; {@code permit} is recorded with it. */
  IssuedWit token(IssuedCredential credential, Optional<AuditEntry> permit) {
    return mint.mint(credential, profiles.witsOf(credential.profile()).require(), permit);
  }
}
