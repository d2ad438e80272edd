package org.bailiwick.command.bundle;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.AuthorityHome;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.bundle.BundleDraft;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy sign}: makes a bundle of a policy folder, or adds a signature to one. */
@Command(
    name = "sign",
    description = {
      "Makes a signed bundle of a policy folder, or adds another officer's signature to a bundle.",
      "Refuses a folder that a node would refuse. The key is a file or stays in a token."
    })
final class SignCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OfficerKey officer;

  @ArgGroup(multiplicity = "1")
  private Subject subject;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the bundle is written; with --add, the bundle itself if not given.")
  private Path out;

  /** What is signed. */
  private static final class Subject {
    @ArgGroup(exclusive = false)
    private OfFolder folder;

    @Option(
        names = "--add",
        required = true,
        paramLabel = "BUNDLE",
        description = "Adds a signature to this bundle.")
    private Path bundle;
  }

  /** A new bundle. */
  private static final class OfFolder {
    @Parameters(paramLabel = "FOLDER", description = "Folder with manifest, schema and policies.")
    private Path folder;

    @Option(
        names = "--number",
        paramLabel = "N",
        description =
            "Number of the bundle, higher than that of the policies in force (the version of the"
                + " folder's manifest).")
    private Long number;

    @Option(
        names = "--trust-domain",
        paramLabel = "DOMAIN",
        description = "Trust domain for which the bundle is (that of the home).")
    private String domain;

    @Option(
        names = "--effective-at",
        paramLabel = "TIME",
        description = "Time in UTC from which it decides, such as 2026-12-01T06:00:00Z (at once).")
    private Instant effectiveAt;

    @Option(
        names = "--signatures",
        paramLabel = "1|2",
        defaultValue = "1",
        description = "How many officers must sign it, and its successor (1).")
    private int signatures;

    @Option(
        names = "--component",
        paramLabel = "NAME",
        split = ",",
        defaultValue = "authority,registry,master,enforcement-point",
        description = "Components for which it is (${DEFAULT-VALUE}).")
    private Set<String> components;

    BundleDraft draft(OfficerKey officer) throws IOException {
      String named = domain == null ? AuthorityHome.read(officer.home()).trustDomain() : domain;
      Map<String, String> files = CedarDecisionPoint.files(folder);
      Instant at =
          effectiveAt == null ? Instant.EPOCH : effectiveAt.truncatedTo(ChronoUnit.SECONDS);
      return BundleDraft.of(
          new BundleDraft.Terms(named, components, numbered(), at, signatures), files);
    }

    private long numbered() throws IOException {
      return number != null
          ? number
          : OperatorJson.object(Files.readString(folder.resolve("manifest.json")))
              .getJsonNumber("version")
              .longValueExact();
    }
  }

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    Path target = out != null ? out : subject.bundle;
    if (target == null) {
      throw new IllegalArgumentException("Give --out, where the bundle is written");
    }
    BundleDraft draft =
        subject.bundle == null
            ? subject.folder.draft(officer)
            : BundleDraft.read(Files.readAllBytes(subject.bundle));
    List<X509Certificate> chain = officer.chain();
    BundleDraft signed = draft.sign(officer.key(), chain);
    write(target, signed.encode());
    PrintWriter print = spec.commandLine().getOut();
    VerifyCommand.describe(signed, print);
    print.println("signed by " + SpiffeId.of(chain.getFirst()));
    int missing = signed.terms().signatures() - signed.signatures();
    if (missing > 0) {
      print.println(
          missing + " more officer must sign: ./bailiwick policy sign --as NAME --add " + target);
    }
    return 0;
  }

  /** A bundle is whole or not there: signatures are not to be lost when a disk is full. */
  private static void write(Path target, byte[] octets) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path written = Files.createTempFile(absolute.getParent(), ".bundle", ".tmp");
    try {
      Files.write(written, octets);
      Files.move(
          written, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(written, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
