package org.bailiwick.aca.ceremony.plan;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedToken;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The plan of a ceremony that signs the next CRL of a root and makes no key, from an input file.
 * Relative paths are below the file's {@code home}.
 *
 * @param root label of the root's key, under which its certificate and CRL are published
 * @param audit label of the key that signs the record
 * @param revocations the certificates to revoke, in addition to those in the CRL in force
 * @param inputSha256 digest of the input file, hex, for the record
 */
public record RootCrlPlan(
    CeremonyNames names,
    Path folder,
    List<PlannedToken> tokens,
    KeyInToken root,
    KeyInToken audit,
    Period validity,
    Map<SerialNumber, RevocationReason> revocations,
    String inputSha256) {

  /** An existing key. */
  public record KeyInToken(String label, String token) {}

  private record Revoked(SerialNumber serial, RevocationReason reason) {}

  /** Whether a ceremony's file plans a CRL and no keys. */
  public static boolean isIn(Path file) {
    return PlanProperties.read(file, Map.of()).names("crl").contains("root");
  }

  /** Reads and checks the file; {@link CeremonyException} lists every fault. */
  public static RootCrlPlan parse(Path file, Map<String, String> environment) {
    PlanProperties in = PlanProperties.read(file, environment);
    List<PlannedToken> tokens = in.tokens();
    RootCrlPlan plan =
        new RootCrlPlan(
            in.authority(),
            in.path("folder"),
            tokens,
            key(in, "crl.root"),
            key(in, "crl.audit"),
            in.required("crl.validity", RootCrlPlan::positive, Period.ofDays(1)),
            revocations(in),
            CeremonyRecord.digest(file));
    for (KeyInToken key : List.of(plan.root(), plan.audit())) {
      in.require(
          tokens.stream().anyMatch(token -> token.name().equals(key.token())),
          "the file does not list the token of " + key.label());
    }
    in.done();
    return plan;
  }

  private static KeyInToken key(PlanProperties in, String name) {
    return new KeyInToken(
        in.required(name, PlanProperties::name, ""),
        in.required(name + "-token", PlanProperties::name, ""));
  }

  private static Map<SerialNumber, RevocationReason> revocations(PlanProperties in) {
    Map<SerialNumber, RevocationReason> all = new LinkedHashMap<>();
    for (String serial : in.names("revoke")) {
      String key = "revoke." + serial;
      Revoked entry =
          in.required(
              key,
              text -> new Revoked(SerialNumber.parse(serial), RevocationReason.parse(text)),
              new Revoked(new SerialNumber(BigInteger.ONE), RevocationReason.UNSPECIFIED));
      in.require(all.put(entry.serial(), entry.reason()) == null, key + " repeats a serial number");
    }
    return all;
  }

  private static Period positive(String text) {
    Period period = Period.parse(text);
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("the period is not positive");
    }
    return period;
  }
}
