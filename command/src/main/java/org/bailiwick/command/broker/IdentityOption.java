package org.bailiwick.command.broker;

import java.nio.file.Path;
import org.bailiwick.broker.BrokerIdentity;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import picocli.CommandLine.Option;

/** The option that names the folder of the broker's credential. */
final class IdentityOption {
  @Option(
      names = "--folder",
      required = true,
      description = "The folder of agent enrol with the broker's key and credential.")
  private Path path;

  CredentialFolder folder() {
    return CredentialFolder.at(path);
  }

  /** The options with which it was enrolled, which have to renew it without a person. */
  EnrolmentOptions enrolment() {
    return new OptionsFile(folder()).read().requireConsentFor(folder());
  }

  BrokerIdentity identity() {
    return new BrokerIdentity(folder(), enrolment().domain().trusted());
  }
}
