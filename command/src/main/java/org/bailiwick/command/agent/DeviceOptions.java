package org.bailiwick.command.agent;

import java.nio.file.Path;
import org.bailiwick.client.enrolment.DeviceIdentity;
import org.bailiwick.contract.credential.Pem;
import picocli.CommandLine.Option;

/** The device that vouches for the agent: its IDevID and its firmware. */
final class DeviceOptions {
  @Option(names = "--device-key", required = true, description = "IDevID key, PKCS#8 PEM.")
  private Path key;

  @Option(
      names = "--device-chain",
      required = true,
      description = "IDevID chain, PEM, device first.")
  private Path chain;

  @Option(
      names = "--firmware",
      required = true,
      paramLabel = "NAME:VERSION",
      description = "Firmware that runs on the device.")
  private String firmware;

  DeviceIdentity read() {
    int colon = firmware.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("--firmware is NAME:VERSION");
    }
    return new DeviceIdentity(
        Pem.privateKey(TextFiles.read(key)),
        Pem.certificates(TextFiles.read(chain)),
        firmware.substring(0, colon),
        firmware.substring(colon + 1));
  }
}
