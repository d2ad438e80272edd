"""Peers on both sides of the firewall: servers, and clients that count what they reach."""
import hashlib
import os
import select
import socket
import sys
import threading
import time


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def serve(address, port):
    """Answers each line "pull SECONDS" with octets for so long and their digest, and any other with an echo."""
    listening = socket.socket(family(address))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((address, int(port)))
    listening.listen(1024)
    print("ready", flush=True)
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection):
    with connection, connection.makefile("rwb") as stream:
        for line in stream:
            if not line.startswith(b"pull "):
                stream.write(line)
            else:
                digest, end = hashlib.sha256(), time.monotonic() + float(line.split()[1])
                while time.monotonic() < end:
                    block = os.urandom(16384)
                    digest.update(block)
                    stream.write(b"%d\n" % len(block) + block)
                    time.sleep(0.005)
                stream.write(b"0\n" + digest.hexdigest().encode() + b"\n")
            stream.flush()


def begin(source, target, port):
    client = socket.socket(family(target))
    client.setblocking(False)
    client.bind((source, 0))
    try:
        client.connect((target, int(port)))
    except BlockingIOError:
        pass
    return client


def is_open(client):
    try:
        client.getpeername()
        return True
    except OSError:
        return False


def hold(source, target, port, count, seconds):
    """Opens connections, prints how many are open after a time, and keeps them until its input ends."""
    clients = [begin(source, target, port) for _ in range(int(count))]
    time.sleep(float(seconds))
    print(sum(map(is_open, clients)), flush=True)
    sys.stdin.read()


def hammer(source, target, port, seconds):
    """Tries to connect again and again, and prints tries and successes."""
    tries, opened, end = 0, 0, time.monotonic() + float(seconds)
    while time.monotonic() < end:
        client = begin(source, target, port)
        select.select([], [client], [], 0.004)
        tries, opened = tries + 1, opened + is_open(client)
        client.close()
    print(tries, opened, flush=True)


def pull(source, target, port, seconds):
    """Has the server send for a time, and prints whether all of it came as it was sent."""
    with socket.create_connection((target, int(port)), 5, (source, 0)) as client, client.makefile("rwb") as stream:
        client.settimeout(5)
        stream.write(b"pull %s\n" % seconds.encode())
        stream.flush()
        print("begun", flush=True)
        digest, total = hashlib.sha256(), 0
        while (size := int(stream.readline())) > 0:
            block = stream.read(size)
            digest.update(block)
            total += size
        print("whole" if stream.readline().decode().strip() == digest.hexdigest() else "broken", total, flush=True)


def talk(source, target, port):
    """Keeps one connection, and answers each line of its input with the echo, or with "silent"."""
    with socket.create_connection((target, int(port)), 5, (source, 0)) as client:
        client.settimeout(1)
        print("connected", flush=True)
        for line in sys.stdin:
            client.sendall(line.encode())
            try:
                print(client.recv(100).decode().strip() or "closed", flush=True)
            except OSError:
                print("silent", flush=True)


globals()[sys.argv[1]](*sys.argv[2:])
