package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.aca.wit.WitMint;
import org.bailiwick.node.audit.AuditEntry;

/**
 * Issues Workload Identity Tokens and JWT-SVIDs by the present rules of the credential's profile.
 */
@Singleton
record AgentWits(CredentialProfiles profiles, WitMint mint) {

  @Inject
  AgentWits {}

  /** Refuses a request for a token that could not be issued beside its credential. */
  void requirePossible(CredentialProfile profile) {
    profile.wits().require();
    mint.requireReady();
  }

  /** The credential with a new token beside it. */
  IssuedCredential beside(IssuedCredential credential) {
    return credential.with(token(credential, Optional.empty()));
  }

  /** A new token; {@code permit} is recorded with it. */
  CredentialToken token(IssuedCredential credential, Optional<AuditEntry> permit) {
    return mint.mint(credential, profiles.witsOf(credential.profile()).require(), permit);
  }

  /** A new JWT-SVID for these audiences, if the profile allows all of them. */
  CredentialToken jwtSvid(IssuedCredential credential, List<String> audiences, AuditEntry permit) {
    Duration life = profiles.jwtSvidsOf(credential.profile()).require(audiences);
    return mint.mintJwtSvid(credential, audiences, life, permit);
  }
}
