package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import org.bailiwick.client.enrolment.DeviceIdentity;
import org.bailiwick.contract.credential.Pem;
import picocli.CommandLine.Option;

/** Options for the device that attests the agent: its IDevID and its firmware. */
final class DeviceOptions {
  @Option(names = "--device-key", description = "idevid: the device's key, PKCS#8 PEM.")
  private Path key;

  @Option(names = "--device-chain", description = "idevid: the device's chain, PEM, device first.")
  private Path chain;

  @Option(
      names = "--firmware",
      paramLabel = "NAME:VERSION",
      description = "idevid: firmware that runs on the device.")
  private String firmware;

  DeviceIdentity read() {
    if (key == null || chain == null || firmware == null) {
      throw new IllegalArgumentException(
          "--attestor idevid needs --device-key, --device-chain and --firmware");
    }
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
