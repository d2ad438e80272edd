package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.ceremony.CeremonyPlan.PlannedToken;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * The next CRL of a root, which a ceremony without a new key signs, from its one input file.
 * Relative paths are below the file's {@code home}.
 *
 * @param root label of the root's key, under which its certificate and CRL are published
 * @param audit label of the key that signs the record
 * @param revocations what the root revokes besides all that it revoked before
 * @param inputSha256 digest of the input file, hex, for the record
 */
public record RootCrlPlan(
    TrustDomain trustDomain,
    String organisation,
    Path folder,
    List<PlannedToken> tokens,
    KeyInToken root,
    KeyInToken audit,
    Period validity,
    Map<SerialNumber, RevocationReason> revocations,
    String inputSha256) {

  /** A key that is there already. */
  record KeyInToken(String label, String token) {}

  private record Revoked(SerialNumber serial, RevocationReason reason) {}

  /** Whether a ceremony's file is about a CRL alone. */
  public static boolean isIn(Path file) {
    return read(file, Map.of()).names("crl").contains("root");
  }

  /** Reads and checks the file; {@link CeremonyException} lists every fault. */
  public static RootCrlPlan parse(Path file, Map<String, String> environment) {
    PlanProperties in = read(file, environment);
    Path home = in.required("home", Path::of, Path.of("nowhere"));
    List<PlannedToken> tokens =
        in.names("token").stream().map(name -> token(in, home, name)).toList();
    RootCrlPlan plan =
        new RootCrlPlan(
            in.required("trust-domain", TrustDomain::parse, TrustDomain.parse("nowhere.example")),
            in.required("organisation", text -> text, ""),
            home.resolve(in.required("folder", Path::of, home)).normalize(),
            tokens,
            key(in, "crl.root"),
            key(in, "crl.audit"),
            in.required("crl.validity", RootCrlPlan::ahead, Period.ofDays(1)),
            revocations(in),
            CeremonyPlan.digest(file));
    for (KeyInToken key : List.of(plan.root(), plan.audit())) {
      in.require(
          tokens.stream().anyMatch(token -> token.name().equals(key.token())),
          key.label() + " is in no token of the file");
    }
    in.done();
    return plan;
  }

  private static PlanProperties read(Path file, Map<String, String> environment) {
    try {
      return PlanProperties.read(file, environment);
    } catch (IOException e) {
      throw new CeremonyException("The ceremony's file " + file + " can't be read", e);
    }
  }

  private static PlannedToken token(PlanProperties in, Path home, String name) {
    String prefix = "token." + name + ".";
    return new PlannedToken(
        name,
        home.resolve(in.required(prefix + "configuration", Path::of, home)).normalize(),
        home.resolve(in.required(prefix + "pin-file", Path::of, home)).normalize());
  }

  private static KeyInToken key(PlanProperties in, String name) {
    return new KeyInToken(
        in.required(name, RootCrlPlan::label, ""),
        in.required(name + "-token", RootCrlPlan::label, ""));
  }

  private static Map<SerialNumber, RevocationReason> revocations(PlanProperties in) {
    Map<SerialNumber, RevocationReason> all = new LinkedHashMap<>();
    for (String serial : in.names("revoke")) {
      String key = "revoke." + serial;
      Revoked one =
          in.required(
              key,
              text -> new Revoked(SerialNumber.parse(serial), RevocationReason.parse(text)),
              new Revoked(new SerialNumber(BigInteger.ONE), RevocationReason.UNSPECIFIED));
      in.require(all.put(one.serial(), one.reason()) == null, key + " names a number again");
    }
    return all;
  }

  private static Period ahead(String text) {
    Period period = Period.parse(text);
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("not a period ahead");
    }
    return period;
  }

  /** It names files. */
  private static String label(String text) {
    if (!text.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("not a name of lower-case letters, digits and '-'");
    }
    return text;
  }
}
