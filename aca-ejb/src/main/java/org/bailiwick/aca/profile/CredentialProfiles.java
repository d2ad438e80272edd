package org.bailiwick.aca.profile;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The profiles of the profiles folder, by name. */
@Singleton
public final class CredentialProfiles {

  private final FolderSource<Map<String, CredentialProfile>> source;

  @Inject
  public CredentialProfiles(AcaSettings settings, @ForAca Clock clock) {
    this(settings.folders().profiles(), settings.status().crls().shards(), clock);
  }

  /** Reads the profiles of this folder; {@code crlShards} partial CRLs are published. */
  public CredentialProfiles(Path folder, int crlShards, Clock clock) {
    this.source = new FolderSource<>(folder, ".json", files -> read(files, crlShards), clock);
  }

  /** The renewal window of this profile's credentials; the default if the profile is gone. */
  public RenewalWindow renewalOf(String name) {
    return find(name).map(profile -> profile.form().renewal()).orElse(RenewalWindow.DEFAULT);
  }

  /** The rule of this profile for Workload Identity Tokens; none if the profile is gone. */
  public WitRule witsOf(String name) {
    return find(name).map(CredentialProfile::wits).orElse(new WitRule(Optional.empty()));
  }

  /** The rule of this profile for JWT-SVIDs; none if the profile is gone. */
  public JwtSvidRule jwtSvidsOf(String name) {
    return find(name).map(profile -> profile.form().jwtSvids()).orElse(JwtSvidRule.NONE);
  }

  /**
   * Whether credentials of some profile may be valid for longer than this; true as well while the
   * profiles can't be read, since CRLs are signed even then.
   */
  public boolean mayBeLongerThan(Duration life) {
    try {
      return source.current().values().stream()
          .anyMatch(profile -> profile.form().validity().compareTo(life) > 0);
    } catch (ProblemException unreadable) {
      return true;
    }
  }

  /**
   * The assessment of a request by its profile, before there is any evidence.
   *
   * @param coversCapabilities whether all requested capabilities are within its ceiling
   * @param asksForAttestor whether some list of the profile has the given attestor
   */
  public record Assessment(boolean coversCapabilities, boolean asksForAttestor) {}

  /**
   * Assesses a request by its profile.
   *
   * @throws ProblemException MALFORMED_REQUEST if there is no such profile, POLICY_DENIED for a
   *     kind of workload or a validation method that it does not grant
   */
  public Assessment assess(CredentialRequest requested, String attestor) {
    CredentialProfile profile = require(requested.profile());
    profile.bounds().requireKind(requested.workload());
    profile.bounds().requireMethods(requested.validationMethods());
    return new Assessment(profile.covers(requested.capabilities()), profile.asksFor(attestor));
  }

  /**
   * The key and attestation that a CSR for a profile should have.
   *
   * @param key the smallest kind of key that is certified
   * @param attestation the status that the appraisal must have; {@code NONE} if nothing need be
   *     attested
   */
  public record Expectation(KeyAlgorithm key, AttestationResult.Status attestation) {}

  /** The expectation of this profile; empty if there is no such profile. */
  public Optional<Expectation> expectationOf(String name) {
    return find(name)
        .flatMap(
            profile ->
                profile.bounds().keyAlgorithms().stream()
                    .min(Comparator.naturalOrder())
                    .map(key -> new Expectation(key, profile.proofs().attestation())));
  }

  /**
   * The profile of this name.
   *
   * @throws ProblemException MALFORMED_REQUEST if there is none
   */
  public CredentialProfile require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "profile-unknown",
                    "There is no certificate profile of this name."));
  }

  private Optional<CredentialProfile> find(String name) {
    return Optional.ofNullable(source.current().get(name));
  }

  private static Map<String, CredentialProfile> read(
      List<FolderSource.Content> files, int crlShards) {
    Map<String, CredentialProfile> profiles = new HashMap<>();
    for (FolderSource.Content file : files) {
      CredentialProfile profile = CredentialProfile.parse(file.text());
      if (profile.form().crlShard().orElse(0) > crlShards) {
        throw new IllegalArgumentException(
            file.name() + " names a CRL shard that is not published");
      }
      if (profiles.put(profile.name(), profile) != null) {
        throw new IllegalArgumentException(file.name() + " names the profile of another file");
      }
    }
    return profiles;
  }
}
