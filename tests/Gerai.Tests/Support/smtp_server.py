"""A real SMTP server for tests (python3-aiosmtpd): keeps each mail as a file, and ends when its standard input does."""
import asyncio
import logging
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

# Its own complaints are no test's business.
logging.disable(logging.CRITICAL)

folder, port, tls, certificate, user, password = sys.argv[1:7]


class Keeper:
    count = 0

    async def handle_DATA(self, server, session, envelope):
        if os.path.exists(os.path.join(folder, "refuse")):
            return "451 4.3.0 Try again later"
        Keeper.count += 1
        name = os.path.join(folder, f"{Keeper.count}.part")
        with open(name, "wb") as mail:
            mail.write(f"X-Envelope: {envelope.mail_from} {','.join(envelope.rcpt_tos)}\r\n".encode())
            mail.write(f"X-Session: {'tls' if session.ssl or tls == 'Implicit' else 'plain'}"
                       f" {'authenticated' if session.authenticated else 'anonymous'}\r\n".encode())
            mail.write(envelope.content)
        os.rename(name, os.path.join(folder, f"{Keeper.count}.eml"))
        return "250 2.0.0 Kept"


def authenticate(server, session, envelope, mechanism, data):
    is_right = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=is_right, handled=is_right)


async def main():
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    def session():
        return SMTP(
            Keeper(),
            hostname="localhost",
            tls_context=context if tls == "StartTls" else None,
            require_starttls=tls == "StartTls",
            auth_required=bool(user),
            auth_require_tls=tls == "StartTls",
            authenticator=authenticate,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", int(port), ssl=context if tls == "Implicit" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


asyncio.run(main())
