package org.bailiwick.command.broker;

import java.nio.file.Path;
import org.bailiwick.broker.BrokerIdentity;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that names the folder of the broker's credential. */
final class IdentityOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description =
          "The folder of agent enrol with the broker's credential; by default broker/agent of the"
              + " home.")
  private Path path;

  CredentialFolder folder() {
    return CredentialFolder.at(
        path == null ? SettingsOption.ofHome(spec, "--folder", "broker/agent") : path);
  }

  /** The options with which it was enrolled, which have to renew it without a person. */
  EnrolmentOptions enrolment() {
    return new OptionsFile(folder()).read().requireConsentFor(folder());
  }

  BrokerIdentity identity() {
    return new BrokerIdentity(folder(), enrolment().domain().trusted());
  }
}
