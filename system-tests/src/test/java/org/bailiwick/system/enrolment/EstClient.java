package org.bailiwick.system.enrolment;

/**
 * curl as an EST client that attests.
 *
 * @param party in whose folder its files are
 * @param root of the server's certificate
 * @param est address of EST, without label
 */
record EstClient(Outside party, String root, String est) {

  /** Runs lines with root and address as the first arguments. */
  String shell(String lines, String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = root;
    arguments[1] = est;
    System.arraycopy(more, 0, arguments, 2, more.length);
    return party.shell(lines, arguments);
  }

  /** A nonce of this label, whose ticket is in the jar of this name; no label is "". */
  String nonce(String jar, String label) {
    return shell(
        """
        curl -sSf --cacert "$1" -c "$3.jar" "$2$4/nonce" | sed -n 's/.*"nonce":"\\([^"]*\\)".*/\\1/p' | tee "$3.nonce"
        """,
        jar,
        label.isEmpty() ? "" : "/" + label);
  }

  /** The answer to the request of this name with the jar of this name. */
  String post(String key, String jar, String login, String operation) {
    return shell(
        """
        curl -sS --cacert "$1" %s -b "$4.jar" -H 'Content-Type: application/pkcs10' --data-binary "@$3.b64" "$2/$5"
        """
            .formatted(login),
        key,
        jar,
        operation);
  }
}
