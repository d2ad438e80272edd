package org.bailiwick.aca.attestation;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.aca.folder.FolderSource;

/**
 * The built-in Verifier: compares firmware version, digests of program and image, PCRs and boot log
 * with reference values and grades them by AR4SI. Unknown elements are a warning (33,
 * unrecognised); a known name with another version or digest is contraindicated, because it is a
 * known thing that was changed.
 */
public final class ReferenceValueVerifier implements AttestationVerifier {

  private static final String IDENTITY = "org.bailiwick/reference-values-1";
  private static final int RECOGNISED = 2;
  private static final int GENUINE = 2;
  static final int APPROVED = 2;
  static final int UNRECOGNISED = 33;
  static final int UNACCEPTABLE = 96;

  private final FolderSource<ReferenceValues> source;
  private final Clock clock;

  public ReferenceValueVerifier(Path folder, Clock clock) {
    this.source = new FolderSource<>(folder, ".json", ReferenceValues::read, clock);
    this.clock = clock;
  }

  @Override
  public AttestationResult appraise(AttestationEvidence evidence) {
    ReferenceValues values = source.current();
    List<String> findings = new ArrayList<>();
    AttestationEvidence.Software software = evidence.software();
    int program =
        grade(
            values.programDigests().get(software.programName()),
            software.programDigest(),
            "attestation-program",
            findings);
    int firmware =
        grade(
            values.firmwareVersions().get(software.firmwareName()),
            software.firmwareVersion(),
            "attestation-firmware",
            findings);
    Map<String, Integer> vector = new HashMap<>();
    vector.put("executables", Math.max(program, firmware));
    evidence
        .debugStatus()
        .ifPresent(
            word -> {
              vector.put("configuration", word.equals("enabled") ? UNACCEPTABLE : APPROVED);
              if (word.equals("enabled")) {
                findings.add("attestation-debug-enabled");
              }
            });
    return result(vector, values, findings);
  }

  @Override
  public AttestationResult appraise(AttestedState state) {
    return switch (state) {
      case PlatformState platform -> registers(platform);
      case ImageState image -> image(image);
    };
  }

  private AttestationResult image(ImageState image) {
    ReferenceValues values = source.current();
    List<String> findings = new ArrayList<>();
    Set<String> accepted = values.imageDigests().get(image.name());
    int executables = grade(accepted, image.digest(), "attestation-image", findings);
    return result(Map.of("executables", executables), values, findings);
  }

  private AttestationResult registers(PlatformState state) {
    ReferenceValues values = source.current();
    PlatformAppraisal appraisal = PlatformAppraisal.of(values, state);
    SortedMap<String, Integer> claims = new TreeMap<>(appraisal.claims());
    claims.put("hardware", GENUINE);
    return result(claims, values, appraisal.findings());
  }

  private AttestationResult result(
      Map<String, Integer> claims, ReferenceValues values, List<String> findings) {
    SortedMap<String, Integer> vector = new TreeMap<>(claims);
    vector.put("instance-identity", RECOGNISED);
    return new AttestationResult(
        IDENTITY,
        AttestationResult.worstOf(vector),
        vector,
        values.id(),
        List.copyOf(findings),
        clock.instant());
  }

  private static int grade(
      Set<String> accepted, String measured, String check, List<String> findings) {
    if (accepted == null) {
      findings.add(check + "-unknown");
      return UNRECOGNISED;
    }
    if (!accepted.contains(measured)) {
      findings.add(check + "-changed");
      return UNACCEPTABLE;
    }
    return APPROVED;
  }
}
