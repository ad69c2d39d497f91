"""HL7 v2 over MLLP (HL7 Minimal Lower Layer Protocol, release 1): mllp.py listen PORT | send HOST PORT."""
import socket
import sys

START, END = b"\x0b", b"\x1c\r"

RESULT = ("MSH|^~\\&|KITA_HIS|KITA_HOSPITAL|KITA_RIS|RADIOLOGY|20260609101500||ORM^O01|4711|P|2.5\r"
          "PID|1||ZZ-445566||YAMADA^TARO||19591103|M\r"
          "OBX|1|ST|CHOLESTEROL-X||212|mg/dL\r")
ANSWER = ("MSH|^~\\&|KITA_RIS|RADIOLOGY|KITA_HIS|KITA_HOSPITAL|20260609101501||ACK^O01|4712|P|2.5\r"
          "MSA|AA|4711\r")


def read_message(connection):
    text = b""
    while not text.endswith(END):
        more = connection.recv(4096)
        if not more:
            return None
        text += more
    return text


def listen(port):
    with socket.create_server(("", port)) as server:
        while True:
            connection, _ = server.accept()
            with connection:
                while read_message(connection):
                    connection.sendall(START + ANSWER.encode() + END)


def send(host, port):
    with socket.create_connection((host, port), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(START + RESULT.encode() + END)
            if not read_message(connection):
                sys.exit("no acknowledgement")


if __name__ == "__main__":
    if sys.argv[1] == "listen":
        listen(int(sys.argv[2]))
    send(sys.argv[2], int(sys.argv[3]))
