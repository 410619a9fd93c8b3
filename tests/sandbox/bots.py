"""The same small bot written twice, once with each library, as their documentation shows it."""

import io
from typing import Any

START = "Welcome, <b>{name}</b>! ({payload})"
COMMANDS = [("start", "Begin"), ("keys", "Keys")]


def aiogram_bot(base: str, token: str) -> tuple[Any, Any]:
    """An aiogram Bot and its Dispatcher."""
    from aiogram import Bot, Dispatcher, F
    from aiogram.client.default import DefaultBotProperties
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.filters import Command, CommandObject, CommandStart
    from aiogram.types import (
        BotCommand,
        BufferedInputFile,
        CallbackQuery,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        KeyboardButton,
        Message,
        ReplyKeyboardMarkup,
        ReplyKeyboardRemove,
    )

    session = AiohttpSession(api=TelegramAPIServer.from_base(base))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher()

    @dispatcher.startup()
    async def begin() -> None:
        await bot.set_my_commands([BotCommand(command=name, description=text) for name, text in COMMANDS])

    @dispatcher.message(CommandStart())
    async def start(message: Message, command: CommandObject) -> None:
        keys = [
            [
                InlineKeyboardButton(text="Yes", callback_data="yes"),
                InlineKeyboardButton(text="Site", url="example.org"),
            ]
        ]
        text = START.format(name=message.from_user.first_name, payload=command.args)  # type: ignore[union-attr]
        await message.answer(text, reply_markup=InlineKeyboardMarkup(inline_keyboard=keys))

    @dispatcher.callback_query(F.data == "yes")
    async def yes(query: CallbackQuery) -> None:
        await query.answer("Good", show_alert=True)
        await query.message.edit_text("You said <i>yes</i>")  # type: ignore[union-attr]

    @dispatcher.message(Command("keys"))
    async def keys(message: Message) -> None:
        rows = [[KeyboardButton(text="Share", request_contact=True)]]
        await message.reply("Your number?", reply_markup=ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True))

    @dispatcher.message(F.contact)
    async def contact(message: Message) -> None:
        await message.answer(f"Thanks, {message.contact.first_name}", reply_markup=ReplyKeyboardRemove())  # type: ignore[union-attr]

    @dispatcher.message(F.document)
    async def document(message: Message) -> None:
        await bot.send_chat_action(message.chat.id, "upload_document")
        data = io.BytesIO()
        await bot.download(message.document, data)  # type: ignore[arg-type]
        file = BufferedInputFile(data.getvalue().upper(), "LOUD.TXT")
        await message.answer_document(file, caption="<u>Louder</u>")

    @dispatcher.message(F.photo)
    async def photo(message: Message) -> None:
        sent = await message.answer_photo(message.photo[-1].file_id, caption="Yours")  # type: ignore[index]
        await sent.edit_caption(caption="Still yours")

    @dispatcher.edited_message()
    async def edited(message: Message) -> None:
        await message.answer("I saw that")

    @dispatcher.message()
    async def other(message: Message) -> None:
        await bot.delete_message(message.chat.id, message.message_id)
        chat = await bot.get_chat(message.chat.id)
        await message.answer(f"Gone, {chat.full_name}")

    return bot, dispatcher


def ptb_bot(base: str, token: str) -> Any:
    """A python-telegram-bot Application."""
    from telegram import (
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        KeyboardButton,
        ReplyKeyboardMarkup,
        ReplyKeyboardRemove,
    )
    from telegram.ext import (
        ApplicationBuilder,
        CallbackQueryHandler,
        CommandHandler,
        ContextTypes,
        Defaults,
        MessageHandler,
        filters,
    )

    Context = ContextTypes.DEFAULT_TYPE  # noqa: N806 - the name python-telegram-bot's own examples use

    async def start(update: Any, context: Context) -> None:
        keys = [[InlineKeyboardButton("Yes", callback_data="yes"), InlineKeyboardButton("Site", url="example.org")]]
        text = START.format(name=update.effective_user.first_name, payload=context.args[0])  # type: ignore[index]
        await update.message.reply_text(text, reply_markup=InlineKeyboardMarkup(keys))

    async def yes(update: Any, _: Context) -> None:
        await update.callback_query.answer("Good", show_alert=True)
        await update.callback_query.edit_message_text("You said <i>yes</i>")

    async def keys(update: Any, _: Context) -> None:
        rows = [[KeyboardButton("Share", request_contact=True)]]
        markup = ReplyKeyboardMarkup(rows, resize_keyboard=True)
        await update.message.reply_text("Your number?", reply_markup=markup, do_quote=True)

    async def contact(update: Any, _: Context) -> None:
        name = update.message.contact.first_name
        await update.message.reply_text(f"Thanks, {name}", reply_markup=ReplyKeyboardRemove())

    async def document(update: Any, context: Context) -> None:
        await context.bot.send_chat_action(update.effective_chat.id, "upload_document")
        file = await update.message.document.get_file()
        data = bytes(await file.download_as_bytearray())
        await update.message.reply_document(data.upper(), filename="LOUD.TXT", caption="<u>Louder</u>")

    async def photo(update: Any, _: Context) -> None:
        sent = await update.message.reply_photo(update.message.photo[-1].file_id, caption="Yours")
        await sent.edit_caption("Still yours")

    async def edited(update: Any, _: Context) -> None:
        await update.edited_message.reply_text("I saw that")

    async def other(update: Any, context: Context) -> None:
        await context.bot.delete_message(update.effective_chat.id, update.message.message_id)
        chat = await context.bot.get_chat(update.effective_chat.id)
        await update.message.reply_text(f"Gone, {chat.full_name}")

    builder = ApplicationBuilder().token(token).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    application = builder.defaults(Defaults(parse_mode="HTML")).build()
    new = filters.UpdateType.MESSAGE
    application.add_handlers([
        CommandHandler("start", start, new),
        CallbackQueryHandler(yes, "^yes$"),
        CommandHandler("keys", keys, new),
        MessageHandler(filters.CONTACT & new, contact),
        MessageHandler(filters.Document.ALL & new, document),
        MessageHandler(filters.PHOTO & new, photo),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited),
        MessageHandler(filters.ALL & new, other),
    ])  # fmt: skip
    return application
