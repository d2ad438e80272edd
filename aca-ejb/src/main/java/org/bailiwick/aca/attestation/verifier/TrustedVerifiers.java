package org.bailiwick.aca.attestation.verifier;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.ear.EarClaims;
import org.bailiwick.aca.attestation.ear.EarToken;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The Verifiers of other parties whose results are accepted, from the files of the verifiers
 * folder; without files there is none. The Verifier that a result names must have signed it.
 */
public final class TrustedVerifiers {

  private final FolderSource<Map<String, TrustedVerifier>> source;
  private final Clock clock;

  public TrustedVerifiers(Path folder, Clock clock) {
    this.source = new FolderSource<>(folder, ".json", files -> read(files, folder, clock), clock);
    this.clock = clock;
  }

  private static Map<String, TrustedVerifier> read(
      List<FolderSource.Content> files, Path folder, Clock clock) throws IOException {
    Map<String, TrustedVerifier> byDeveloper = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (FolderSource.Content file : files) {
      TrustedVerifier verifier = TrustedVerifier.parse(file.text(), folder, clock);
      if (byDeveloper.put(verifier.results().developer(), verifier) != null) {
        throw new IllegalArgumentException(file.name() + " names the developer of another file");
      }
      if (!verifier.mediaTypes().stream().allMatch(taken::add)) {
        throw new IllegalArgumentException(file.name() + " lists a media type of another file");
      }
    }
    return Map.copyOf(byDeveloper);
  }

  /** The Verifier for evidence of this kind; empty if it is the built-in one. */
  Optional<TrustedVerifier> taking(String mediaType) {
    return source.current().values().stream()
        .filter(each -> each.mediaTypes().contains(mediaType))
        .findFirst();
  }

  /**
   * The result that an applicant brought (passport model, RFC 9334 section 5.1).
   *
   * @param keys whose possession the applicant has proved; the result must be for one of them
   * @throws ProblemException EVIDENCE_REJECTED or MALFORMED_REQUEST
   */
  public AttestationResult presented(ConveyedToken token, String nonce, List<PublicKey> keys) {
    EarToken ear = EarToken.parse(token);
    TrustedVerifier verifier =
        Optional.ofNullable(source.current().get(ear.claimedDeveloper()))
            .filter(TrustedVerifier::passports)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.EVIDENCE_REJECTED,
                        "ear-verifier-unknown",
                        "No result of this Verifier is accepted from applicants."));
    EarClaims claims = ear.verify(verifier.results(), clock.instant());
    claims.requireNonce(nonce);
    claims.requireBoundTo(keys);
    return claims.result();
  }
}
