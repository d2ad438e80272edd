package org.bailiwick.system.enrolment;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.system.status.Tool;

/** The values in a certificate's extension, as openssl reads them. */
final class OpensslExtension {

  private static final Pattern VALUE =
      Pattern.compile("prim: +(?:INTEGER|UTF8STRING|OCTET STRING) *:?(.*)");

  private OpensslExtension() {}

  /** The primitive values of the extension in the first certificate of the file, in their order. */
  static List<String> values(Path pem, String oid) {
    String whole = parse(pem);
    Matcher found =
        Pattern.compile(
                "prim: +OBJECT +:"
                    + Pattern.quote(oid)
                    + "\\n *(\\d+):d=\\d+ +hl=\\d+ +l= *\\d+ prim: +OCTET STRING")
            .matcher(whole);
    assertThat(found.find()).as("extension %s, not critical, in%n%s", oid, whole).isTrue();
    return Arrays.stream(parse(pem, "-strparse", found.group(1)).split("\n"))
        .map(VALUE::matcher)
        .filter(Matcher::find)
        .map(value -> value.group(1))
        .toList();
  }

  /** SHA-256 of the file's certificate, as roots of trust name it. */
  static String anchor(Path pem) {
    Tool fingerprint =
        Tool.run("openssl", "x509", "-in", pem.toString(), "-noout", "-fingerprint", "-sha256");
    return "sha256:"
        + fingerprint.output().replaceFirst(".*=", "").replace(":", "").strip().toLowerCase(ROOT);
  }

  private static String parse(Path pem, String... more) {
    List<String> command = new ArrayList<>(List.of("openssl", "asn1parse", "-in"));
    command.add(pem.toString());
    command.addAll(List.of(more));
    Tool parsed = Tool.run(command.toArray(String[]::new));
    assertThat(parsed.exit()).as(parsed.output()).isZero();
    return parsed.output();
  }
}
