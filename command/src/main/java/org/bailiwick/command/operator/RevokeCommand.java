package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Locale;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ca revoke}: returns when the new CRLs are signed and the events are in the feed. */
@Command(
    name = "revoke",
    description = {
      "Revokes a credential permanently: SERIAL and --reason.",
      "Or all credentials that the policy of a trigger reaches: --trigger and --subject;"
          + " --dry-run lists them and revokes none. If the policy requires two officers, the"
          + " revocation is only proposed (ca proposals)."
    })
final class RevokeCommand extends OfficerCommand {
  @ArgGroup(multiplicity = "1")
  private Target target;

  /** Names the credentials that are revoked, in one of two ways. */
  private static final class Target {
    @ArgGroup(exclusive = false)
    private One one;

    @ArgGroup(exclusive = false)
    private Order order;
  }

  /** A single credential. */
  private static final class One {
    @Parameters(
        paramLabel = "SERIAL",
        description = "Serial number in hex, as openssl prints it too.")
    private String serial;

    @Option(
        names = "--reason",
        required = true,
        description = "RFC 5280 reason, e.g. key-compromise, superseded, cessation-of-operation.")
    private String reason;

    @Option(names = "--issuer", description = "Issuer, when several issued the same serial.")
    private String issuer;

    JsonObjectBuilder body() {
      JsonObjectBuilder body =
          Json.createObjectBuilder()
              .add("serial", SerialNumber.parse(serial.toLowerCase(Locale.ROOT)).hex())
              .add("reason", RevocationReason.parse(reason).text());
      if (issuer != null) {
        body.add("issuer", issuer);
      }
      return body;
    }
  }

  /** All credentials that the policy of a trigger reaches. */
  private static final class Order {
    @Option(
        names = "--trigger",
        required = true,
        description = "The event: the trigger of a file in the authority's revocation folder.")
    private String trigger;

    @Option(
        names = "--subject",
        required = true,
        description =
            "The subject: credential:ISSUER/SERIAL, key:HEX, name:SPIFFE-ID,"
                + " device:ISSUER-DN#SERIAL, owner:OWNER, person:ISSUER#SUBJECT, role:ISSUER#ROLE"
                + " or issuer:ID.")
    private String subject;

    @Option(
        names = "--dry-run",
        description = "List the credentials that would be revoked; revoke none.")
    private boolean dryRun;

    JsonObjectBuilder body() {
      return Json.createObjectBuilder()
          .add("trigger", trigger)
          .add("subject", subject)
          .add("dry_run", dryRun);
    }
  }

  @Option(names = "--comment", description = "Kept in the audit log.")
  private String comment;

  @Override
  JsonObject ask() {
    JsonObjectBuilder body = target.one == null ? target.order.body() : target.one.body();
    String path = target.one == null ? "/v1/revocation-orders" : "/v1/revocations";
    if (comment != null) {
      body.add("comment", comment);
    }
    return authority().post(path, body.build());
  }
}
